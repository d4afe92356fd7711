"use client";

import { requestApi } from "#components/api-client.ts";
import {
  type CurrentPasswordInput,
  pendingTotpSchema,
  recoveryCodesSchema,
  twoFactorSchema,
} from "#lib/contract/people/two-factor.ts";

const path = "/me/two-factor";

export function startTotp(body: CurrentPasswordInput) {
  return requestApi({ method: "POST", path: `${path}/totp`, body, schema: pendingTotpSchema });
}

export function confirmTotp(code: string) {
  return requestApi({
    method: "POST",
    path: `${path}/totp/confirm`,
    body: { code },
    schema: recoveryCodesSchema,
  });
}

export function removeTotp(body: CurrentPasswordInput) {
  return requestApi({ method: "DELETE", path: `${path}/totp`, body, schema: twoFactorSchema });
}

export function createRecoveryCodes(body: CurrentPasswordInput) {
  return requestApi({ method: "POST", path: `${path}/recovery-codes`, body, schema: recoveryCodesSchema });
}
