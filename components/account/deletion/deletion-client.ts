"use client";

import { requestApi } from "#components/api-client.ts";
import {
  accountDeletionSchema,
  type DeleteAccountInput,
  deletedAccountSchema,
} from "#lib/contract/people/account-deletion.ts";

export function readAccountDeletion(signal: AbortSignal) {
  return requestApi({ method: "GET", path: "/me/deletion", schema: accountDeletionSchema, signal });
}

export function deleteAccount(body: DeleteAccountInput) {
  return requestApi({ method: "DELETE", path: "/me", body, schema: deletedAccountSchema });
}
