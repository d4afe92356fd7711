import { insertLiveSession } from "#e2e/support/database/live-session.ts";
import { resolveUserActor } from "#lib/auth/session/resolve-user-actor.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { readAuthorization } from "#lib/services/launch/authorization/read-authorization.ts";
import { readGivenPatient } from "#lib/services/launch/authorization/read-given-patient.ts";

/** What the page shows this person, to which the authorization endpoint sends every browser with its query string. */
export async function openAuthorization(
  { database, runtime }: { database: Database; runtime: Runtime },
  userId: string,
  search: string,
) {
  const { cookie } = await insertLiveSession(database, runtime, userId);
  const now = new Date();
  const actor = await resolveUserActor(runtime, cookie, { now, address: null, agent: null });
  if (actor === null) throw new Error("the person has no session");
  const request = { id: "request", address: null, agent: null };
  const ctx: ServiceContext = { runtime, actor, now, request };
  return { view: await readAuthorization(ctx, search), given: await readGivenPatient(ctx, search) };
}
