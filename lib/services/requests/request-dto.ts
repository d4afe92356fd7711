import type { RequestDto } from "#lib/contract/keys/requests.ts";
import type { RequestEndpoint, RequestFacts, RequestOutcome } from "#lib/domain/requests/request-facts.ts";
import type { RequestLogEntry } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { whereAppVisible, whereKeyVisible } from "#lib/services/bounds.ts";

type Reader = Pick<Transaction, "apiKey" | "app" | "member">;

/** The names of the team's keys and apps that the caller can see, and of its members, by id. */
async function readNames(tx: Reader, scope: Scope, ids: readonly string[]): Promise<Map<string, string>> {
  const { teamId } = scope;
  const id = { in: [...new Set(ids)] };
  const [keys, apps, members] = await Promise.all([
    tx.apiKey.findMany({
      where: { id, teamId, AND: [whereKeyVisible(scope)] },
      select: { id: true, name: true },
    }),
    tx.app.findMany({
      where: { id, teamId, AND: [whereAppVisible(scope)] },
      select: { id: true, name: true },
    }),
    tx.member.findMany({
      where: { userId: id, teamId },
      select: { userId: true, user: { select: { name: true } } },
    }),
  ]);
  return new Map([
    ...[...keys, ...apps].map(({ id: ownId, name }) => [ownId, name] as const),
    ...members.map(({ userId, user }) => [userId, user.name] as const),
  ]);
}

/** Only recorders write these columns, and only with these values. */
export function asEndpoint(text: string): RequestEndpoint {
  return text as RequestEndpoint;
}

export function asOutcome(text: string): RequestOutcome {
  return text as RequestOutcome;
}

export function asFacts(facts: RequestLogEntry["facts"]): RequestFacts {
  return facts as unknown as RequestFacts;
}

/** A key does not learn the id of one that it cannot see. */
function describeService(scope: Scope, service: string, names: ReadonlyMap<string, string>) {
  const name = names.get(service) ?? null;
  if (service === "" || (name === null && scope.bounds.kind === "key")) return null;
  return { id: service, name };
}

export async function toRequestDtos(
  tx: Reader,
  scope: Scope,
  rows: readonly RequestLogEntry[],
): Promise<RequestDto[]> {
  const ids = rows.flatMap(({ keyId, service }) => (keyId === null ? [service] : [keyId, service]));
  const names = rows.length === 0 ? new Map<string, string>() : await readNames(tx, scope, ids);
  return rows.map((row) => ({
    id: row.id,
    at: row.at.toISOString(),
    endpoint: asEndpoint(row.endpoint),
    outcome: asOutcome(row.outcome),
    key: row.keyId === null ? null : { id: row.keyId, name: names.get(row.keyId) ?? null },
    secretId: row.secretId,
    environment: row.environment,
    permissions: row.permissions,
    resource: row.resource,
    address: row.address,
    service: describeService(scope, row.service, names),
    more: row.more,
  }));
}
