"use client";

import { requestApi } from "#components/api-client.ts";
import {
  createdProvisioningTokenSchema,
  type ProvisioningDto,
  provisioningSchema,
  provisioningTokenSchema,
} from "#lib/contract/instance/provisioning.ts";

const path = "/instance/provisioning";

export function createProvisioningToken(name: string) {
  return requestApi({
    method: "POST",
    path: `${path}/tokens`,
    body: { name },
    schema: createdProvisioningTokenSchema,
  });
}

export function deleteProvisioningToken(id: string) {
  const tokenPath = `${path}/tokens/${encodeURIComponent(id)}`;
  return requestApi({ method: "DELETE", path: tokenPath, schema: provisioningTokenSchema });
}

export function setKeysAtOffboarding(keysAtOffboarding: ProvisioningDto["keysAtOffboarding"]) {
  return requestApi({ method: "PATCH", path, body: { keysAtOffboarding }, schema: provisioningSchema });
}
