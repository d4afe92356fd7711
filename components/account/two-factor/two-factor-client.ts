"use client";

import { requestApi } from "#components/api-client.ts";
import { pendingTotpSchema, recoveryCodesSchema, twoFactorSchema } from "#lib/contract/people/two-factor.ts";

const path = "/me/two-factor";

export function startTotp() {
  return requestApi({ method: "POST", path: `${path}/totp`, schema: pendingTotpSchema });
}

export function confirmTotp(code: string) {
  return requestApi({
    method: "POST",
    path: `${path}/totp/confirm`,
    body: { code },
    schema: recoveryCodesSchema,
  });
}

export function removeTotp() {
  return requestApi({ method: "DELETE", path: `${path}/totp`, schema: twoFactorSchema });
}

export function createRecoveryCodes() {
  return requestApi({ method: "POST", path: `${path}/recovery-codes`, schema: recoveryCodesSchema });
}
