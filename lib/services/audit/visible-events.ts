import type { AuditValue } from "#lib/domain/audit/chain.ts";
import type { AuditEvent } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { ReadScope } from "#lib/services/authorize.ts";
import {
  getEnvironmentBound,
  listGrantedIds,
  seesWholeTeam,
  whereAppVisible,
  whereKeyVisible,
} from "#lib/services/bounds.ts";
import { fhirServerKind, workerKind } from "#lib/services/resource-kinds.ts";

export type EventReader = Pick<Transaction, "apiKey" | "worker" | "fhirServer" | "app" | "appGrant">;

/** Targets that belong to the team instead of one of its environments. */
const teamWideTargets: ReadonlySet<string> = new Set([
  "team",
  "member",
  "invitation",
  "permission",
  "environment",
  "trustedIssuer",
]);

const select = { id: true } as const;

/** Which of these keys, apps, grants, workers and FHIR servers the calling key can see, including deleted ones. */
async function findVisibleIds(
  tx: EventReader,
  scope: ReadScope,
  ids: readonly string[],
): Promise<Set<string>> {
  const { teamId } = scope;
  const id = { in: [...ids] };
  const environmentId = getEnvironmentBound(scope)?.id ?? "";
  const whereThing = (kind: string) => {
    const granted = listGrantedIds(scope, kind);
    return { teamId, environmentId, AND: [{ id }, granted === null ? {} : { id: { in: granted } }] };
  };
  const [keys, apps, grants, workers, servers] = await Promise.all([
    tx.apiKey.findMany({ where: { id, teamId, AND: [whereKeyVisible(scope)] }, select }),
    tx.app.findMany({ where: { id, teamId, AND: [whereAppVisible(scope)] }, select }),
    tx.appGrant.findMany({ where: { id, teamId, app: whereAppVisible(scope) }, select }),
    tx.worker.findMany({ where: whereThing(workerKind), select }),
    tx.fhirServer.findMany({ where: whereThing(fhirServerKind), select }),
  ]);
  return new Set([...keys, ...apps, ...grants, ...workers, ...servers].map((found) => found.id));
}

/**
 * The events a caller can see. A person sees all of the team's events. A key sees those about its environment and the
 * keys, apps, grants, workers and FHIR servers it can see in it, and those about the whole team if its environment allows team management.
 */
export async function keepVisible<Event extends Pick<AuditEvent, "targetType" | "targetId">>(
  tx: EventReader,
  scope: ReadScope,
  events: readonly Event[],
): Promise<Event[]> {
  const environment = getEnvironmentBound(scope);
  const isTeamVisible = seesWholeTeam(scope);
  if (environment === null || events.length === 0) return [...events];
  const visible = await findVisibleIds(
    tx,
    scope,
    events.map(({ targetId }) => targetId),
  );
  return events.filter(
    ({ targetType, targetId }) =>
      visible.has(targetId) ||
      targetId === environment.id ||
      (isTeamVisible && teamWideTargets.has(targetType)),
  );
}

/** Fields that list keys or apps, which can be in any environment: of a removed member, or of the whole team. */
const keyLists = ["revokedKeys", "handedOverKeys", "disabledApps"];

function listKeyIds(changes: AuditValue): string[] {
  if (typeof changes !== "object" || changes === null || Array.isArray(changes)) return [];
  return keyLists.flatMap((name) => {
    const value = Reflect.get(changes, name);
    return Array.isArray(value) ? value.filter((id) => typeof id === "string") : [];
  });
}

/** Creates a function that removes the keys and apps that the caller cannot see from an event's changes. */
export async function createKeyListFilter(
  tx: EventReader,
  scope: ReadScope,
  allChanges: readonly AuditValue[],
): Promise<(changes: AuditValue) => AuditValue> {
  const ids = getEnvironmentBound(scope) === null ? [] : allChanges.flatMap(listKeyIds);
  if (ids.length === 0) return (changes) => changes;
  const visible = await findVisibleIds(tx, scope, ids);
  return (changes) => {
    if (listKeyIds(changes).length === 0) return changes;
    const entries = Object.entries(changes ?? {}).map(([name, value]) =>
      keyLists.includes(name) && Array.isArray(value)
        ? [name, value.filter((id) => typeof id === "string" && visible.has(id))]
        : [name, value],
    );
    return Object.fromEntries(entries);
  };
}
