import "server-only";

import { secretText } from "#lib/contract/common/text.ts";
import { getRuntime } from "#lib/platform/runtime/runtime.ts";
import { findReset } from "#lib/services/passwords/find-reset.ts";

/** The email address of the account that a reset link is for. Null if the link is not valid. */
export async function findPasswordReset(token: string): Promise<{ email: string } | null> {
  const parsed = secretText.safeParse(token);
  if (!parsed.success) return null;
  const found = await findReset(getRuntime().database, parsed.data, new Date());
  return found === null ? null : { email: found.email };
}
