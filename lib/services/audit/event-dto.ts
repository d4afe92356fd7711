import type { AuditEventDto } from "#lib/contract/team/audit-events.ts";
import type { AuditEvent } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { ReadScope } from "#lib/services/authorize.ts";
import { whereAppVisible, whereKeyVisible } from "#lib/services/bounds.ts";
import { instanceChain } from "./instance-chain.ts";
import { asAuditValue } from "./stored-event.ts";
import { createKeyListFilter } from "./visible-events.ts";

type Reader = Pick<
  Transaction,
  | "user"
  | "apiKey"
  | "app"
  | "appGrant"
  | "trustedIssuer"
  | "member"
  | "teamGroup"
  | "environment"
  | "teamPermission"
  | "fhirServer"
  | "worker"
  | "team"
>;

const nameSelect = { id: true, name: true } as const;

/**
 * The current names by id: of the team's own objects, of keys and apps the caller can see, and of people.
 */
async function readNames(tx: Reader, scope: ReadScope, ids: readonly string[]): Promise<Map<string, string>> {
  const { teamId } = scope;
  const where = { id: { in: [...ids] }, teamId };
  const [
    users,
    members,
    groups,
    keys,
    apps,
    grants,
    issuers,
    servers,
    workers,
    environments,
    permissions,
    teams,
  ] = [
    await tx.user.findMany({ where: { id: { in: [...ids] } }, select: nameSelect }),
    await tx.member.findMany({ where, select: { id: true, user: { select: { name: true } } } }),
    await tx.teamGroup.findMany({ where, select: { id: true, groupName: true } }),
    await tx.apiKey.findMany({ where: { ...where, AND: [whereKeyVisible(scope)] }, select: nameSelect }),
    await tx.app.findMany({ where: { ...where, AND: [whereAppVisible(scope)] }, select: nameSelect }),
    await tx.appGrant.findMany({
      where: { ...where, app: whereAppVisible(scope) },
      select: { id: true, app: { select: { name: true } } },
    }),
    await tx.trustedIssuer.findMany({ where, select: nameSelect }),
    await tx.fhirServer.findMany({ where, select: nameSelect }),
    await tx.worker.findMany({ where, select: nameSelect }),
    await tx.environment.findMany({ where, select: { id: true, label: true } }),
    await tx.teamPermission.findMany({ where, select: nameSelect }),
    await tx.team.findMany({
      // Administrators of the console see what was done to any team.
      where: { id: teamId === instanceChain ? { in: [...ids] } : teamId },
      select: nameSelect,
    }),
  ];
  return new Map([
    ...[...users, ...keys, ...apps, ...issuers, ...servers, ...workers, ...permissions, ...teams].map(
      ({ id, name }) => [id, name] as const,
    ),
    ...groups.map(({ id, groupName }) => [id, groupName] as const),
    ...members.map(({ id, user }) => [id, user.name] as const),
    ...grants.map(({ id, app }) => [id, app.name] as const),
    ...environments.map(({ id, label }) => [id, label] as const),
  ]);
}

/** A text from the erasable part. Null after it was erased. */
function readPersonal(event: AuditEvent, field: string): string | null {
  const { personal } = event;
  if (typeof personal !== "object" || personal === null || Array.isArray(personal)) return null;
  const value = personal[field];
  return typeof value === "string" ? value : null;
}

/** The person who created a team by signing up: at that moment the actor is the sign-up itself. */
function findFounder({ actorType, changes }: AuditEvent): string | null {
  if (actorType !== "system" || typeof changes !== "object" || changes === null) return null;
  if (Array.isArray(changes)) return null;
  return typeof changes.ownerUserId === "string" ? changes.ownerUserId : null;
}

/** A key or app that the caller cannot see is shown without id and name. */
function describeActor(event: AuditEvent, names: ReadonlyMap<string, string>) {
  const { actorType, actorId } = event;
  const name = names.get(findFounder(event) ?? actorId) ?? null;
  const isHidden = (actorType === "apiKey" || actorType === "app") && name === null;
  return { type: actorType, id: isHidden ? "" : actorId, name };
}

export async function toAuditEventDtos(
  tx: Reader,
  scope: ReadScope,
  events: readonly AuditEvent[],
): Promise<AuditEventDto[]> {
  const ids = new Set(
    events.flatMap((event) => [findFounder(event) ?? event.actorId, event.actorId, event.targetId]),
  );
  const names = await readNames(tx, scope, [...ids]);
  const filterKeyLists = await createKeyListFilter(
    tx,
    scope,
    events.map(({ changes }) => asAuditValue(changes)),
  );
  return events.map((event) => ({
    id: event.id,
    seq: Number(event.seq),
    action: event.action,
    actor: describeActor(event, names),
    target: {
      type: event.targetType,
      id: event.targetId,
      // An invitation is identified by the email address it was sent to.
      name: names.get(event.targetId) ?? readPersonal(event, "email"),
    },
    changes: asJson(filterKeyLists(asAuditValue(event.changes))),
    address: readPersonal(event, "address"),
    agent: readPersonal(event, "agent"),
    requestId: event.requestId,
    occurredAt: event.occurredAt.toISOString(),
    hash: Buffer.from(event.hash).toString("hex"),
  }));
}

/** The same value as the schema's mutable type. */
function asJson(value: ReturnType<typeof asAuditValue>): AuditEventDto["changes"] {
  return value as AuditEventDto["changes"];
}
