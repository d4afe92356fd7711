import type { GrantDto } from "#lib/contract/apps/launch-output.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { endGrants, type GrantEnding } from "../end-grants.ts";
import { type GrantOwner, readGrant } from "./read-grants.ts";

interface EndedNow {
  grant: GrantDto;
  /** False: it had already ended. */
  hasChanged: boolean;
}

/** Ends one grant. Idempotent. Throws `not_found` for a grant of someone else. */
export async function endGrant(
  tx: Transaction,
  ctx: ServiceContext,
  owner: GrantOwner,
  { id, reason }: { id: string; reason: GrantEnding },
): Promise<EndedNow> {
  const { now } = ctx;
  const before = await readGrant(tx, owner, { id, now });
  if (before === null) throw notFound();
  const ended = await endGrants(tx, { id, ...owner }, { reason, now });
  // Another request may have ended it while this one waited.
  const grant = (await readGrant(tx, owner, { id, now })) ?? before;
  if (ended.length === 0) return { grant, hasChanged: false };
  const { app, team, person, fhirServer } = grant;
  await emitAudit(tx, ctx, {
    teamId: team.id,
    action: "app_grant.end",
    target: { type: "appGrant", id },
    changes: { app: app.id, server: fhirServer.id, userId: person.id, reason },
  });
  return { grant, hasChanged: true };
}
