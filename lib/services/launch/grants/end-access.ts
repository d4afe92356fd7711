import type { Transaction } from "#lib/platform/db/transaction.ts";
import { type EndedGrant, endGrants } from "./end-grants.ts";

// What else ends with a person, a server or a team: launches that wait for the app, and who people are on a server. Each function
// returns how many grants ended that hadn't expired, for the audit log.

function countActive(ended: readonly EndedGrant[]): number {
  return ended.filter(({ wasActive }) => wasActive).length;
}

/** When a person leaves a team or rejoins it. Their membership is locked. */
export async function endAccessOfMember(
  tx: Transaction,
  { teamId, userId }: { teamId: string; userId: string },
  now: Date,
): Promise<number> {
  await tx.appLaunch.deleteMany({ where: { userId, app: { teamId } } });
  await tx.fhirPersonLink.deleteMany({ where: { userId, server: { teamId } } });
  const ended = await endGrants(tx, { teamId, userId }, { reason: "member", now });
  return countActive(ended);
}

/** When a server is deleted or gets another base URL: what people chose and who they are belongs to the previous one. It is locked. */
export async function endAccessToServer(
  tx: Transaction,
  { id, teamId }: { id: string; teamId: string },
  now: Date,
): Promise<number> {
  const where = { serverId: id, server: { teamId } };
  await tx.appLaunch.deleteMany({ where });
  await tx.fhirPersonLink.deleteMany({ where });
  const ended = await endGrants(tx, where, { reason: "server", now });
  return countActive(ended);
}

/** When an app is deleted. It is locked. */
export async function endAccessOfApp(
  tx: Transaction,
  { id, teamId }: { id: string; teamId: string },
  now: Date,
): Promise<number> {
  await tx.appLaunch.deleteMany({ where: { appId: id, app: { teamId } } });
  const ended = await endGrants(tx, { appId: id, teamId }, { reason: "admin", now });
  return countActive(ended);
}

/** When a team is deleted. It is locked. */
export async function endAccessOfTeam(tx: Transaction, teamId: string, now: Date): Promise<void> {
  await tx.appLaunch.deleteMany({ where: { app: { teamId } } });
  await tx.fhirPersonLink.deleteMany({ where: { server: { teamId } } });
  await endGrants(tx, { teamId }, { reason: "admin", now });
}
