import { findAuditActions } from "#lib/contract/team/audit-actions.ts";
import { splitSearch } from "#lib/contract/team/audit-events.ts";
import { Prisma } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { whereKeyVisible } from "#lib/services/bounds.ts";

const { sql } = Prisma;

type Reader = Pick<
  Transaction,
  "member" | "apiKey" | "environment" | "teamPermission" | "fhirServer" | "worker" | "team"
>;

/** The names of one kind that one word can match. More than a team has of anything but keys. */
const maxMatches = 10_000;

/** Escaped for LIKE, whose wildcards are characters like all others in a search. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

interface Matches {
  /** People whose name contains the word, by the id of their account. */
  people: string[];
  /** These people, and everything else whose name contains the word. */
  ids: string[];
}

/** What has this word in its name, among the names that `toAuditEventDtos` shows to the caller. */
async function findNamed(tx: Reader, scope: Scope, word: string): Promise<Matches> {
  const { teamId } = scope;
  const name = { contains: escapeLike(word), mode: "insensitive" } as const;
  const where = { teamId, name };
  const rest = { select: { id: true }, orderBy: { id: "desc" }, take: maxMatches } as const;
  const [members, keys, servers, workers, environments, permissions, teams] = [
    await tx.member.findMany({
      ...rest,
      where: { teamId, user: { name } },
      select: { id: true, userId: true },
    }),
    await tx.apiKey.findMany({ ...rest, where: { ...where, AND: [whereKeyVisible(scope)] } }),
    await tx.fhirServer.findMany({ ...rest, where }),
    await tx.worker.findMany({ ...rest, where }),
    await tx.environment.findMany({ ...rest, where: { teamId, label: name } }),
    await tx.teamPermission.findMany({ ...rest, where }),
    await tx.team.findMany({ ...rest, where: { id: teamId, name } }),
  ];
  const people = members.map(({ userId }) => userId);
  const others = [members, keys, servers, workers, environments, permissions, teams].flat();
  return { people, ids: [...people, ...others.map(({ id }) => id)] };
}

/** As a subquery: the planner would estimate each of thousands of values in an array. */
function isOneOf(column: Prisma.Sql, values: readonly string[]): Prisma.Sql {
  return sql`${column} IN (SELECT unnest(${values}::text[]))`;
}

/** Only what the caller can see of an event is searched: neither hashes, nor salts, nor other personal data. */
async function planWord(tx: Reader, scope: Scope, word: string): Promise<Prisma.Sql> {
  const { people, ids } = await findNamed(tx, scope, word);
  const known = [...ids, word];
  const pattern = `%${escapeLike(word)}%`;
  return sql`(${isOneOf(sql`event.actor_id`, known)} OR ${isOneOf(sql`event.target_id`, known)}
    OR ${isOneOf(sql`event.action`, findAuditActions(word))} OR event.id = ${word} OR event.request_id = ${word}
    OR event.personal->>'address' ILIKE ${pattern} OR event.personal->>'email' ILIKE ${pattern}
    OR (event.actor_type = 'system' AND ${isOneOf(sql`event.changes->>'ownerUserId'`, people)}))`;
}

/** The condition on `event` for a search. Names are looked up once, so that reading the events needs no other table. */
export async function planSearch(tx: Reader, scope: Scope, text: string): Promise<Prisma.Sql> {
  const conditions: Prisma.Sql[] = [];
  for (const word of splitSearch(text)) conditions.push(await planWord(tx, scope, word));
  return conditions.length === 0 ? sql`TRUE` : Prisma.join(conditions, " AND ");
}
