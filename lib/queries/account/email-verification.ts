import "server-only";

import { requirePagePerson } from "#lib/auth/session/page-actor.ts";
import { getRuntime } from "#lib/platform/runtime/runtime.ts";
import { readEmailState } from "#lib/services/me/read-email-state.ts";

/** The email state of the signed-in user. Visitors sign in first and return to `returnPath`. */
export async function readEmailVerificationPage(returnPath: string) {
  const { userId } = await requirePagePerson(returnPath);
  return { userId, ...(await readEmailState(getRuntime(), userId)) };
}
