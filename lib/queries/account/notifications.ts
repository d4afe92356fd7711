import "server-only";

import { requirePagePerson } from "#lib/auth/session/page-actor.ts";
import { getRuntime } from "#lib/platform/runtime/runtime.ts";
import { createPageContext } from "#lib/queries/page-context.ts";
import { readNoticeSettings } from "#lib/services/notices/settings.ts";
import { findUnsubscription } from "#lib/services/notices/unsubscribe.ts";

/** Which notices the signed-in person gets by email. */
export async function readNotificationsPage(returnPath: string) {
  return readNoticeSettings(await createPageContext(await requirePagePerson(returnPath)));
}

/** What the link of an email turns off. Null for an invalid link. */
export function findUnsubscriptionOfLink(token: string) {
  return findUnsubscription(getRuntime(), token);
}
