import type { PersonLinkDto } from "#lib/contract/apps/launch-output.ts";
import { Prisma } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";

/** Who a person is on a server, with the person. */
export interface LinkRow {
  userId: string;
  name: string;
  email: string;
  reference: string;
  createdAt: Date;
}

/**
 * The links that count, as `link`: those made for the server's base URL, and since the person has been in the team. A release that
 * doesn't know links changes base URLs, and removes members and adds them again, without removing them.
 */
export const countingLinks = Prisma.sql`
  fhir_person_links link
  JOIN fhir_servers server
    ON server.id = link.server_id AND server.base_url = link.base_url AND server.deleted_at IS NULL
  JOIN members member
    ON member.team_id = server.team_id AND member.user_id = link.user_id
    AND member.status <> 'removed' AND member.joined_at <= link.created_at`;

/** The links that count under these conditions, newest first. */
export function readLinks(
  tx: Pick<Transaction, "$queryRaw">,
  where: Prisma.Sql,
  limit: number,
): Promise<LinkRow[]> {
  return tx.$queryRaw<LinkRow[]>`
    SELECT person.id AS "userId", person.name, person.email, link.reference, link.created_at AS "createdAt"
    FROM ${countingLinks} JOIN users person ON person.id = link.user_id
    WHERE ${where} ORDER BY link.created_at DESC, link.user_id DESC LIMIT ${limit}`;
}

/** Who the person is on the server, such as `Practitioner/123`. Null: it isn't known. */
export async function findReference(
  tx: Pick<Transaction, "$queryRaw">,
  { serverId, userId, baseUrl }: { serverId: string; userId: string; baseUrl: string },
): Promise<string | null> {
  const where = Prisma.sql`
    link.server_id = ${serverId} AND link.user_id = ${userId} AND link.base_url = ${baseUrl}`;
  const [link] = await readLinks(tx, where, 1);
  return link?.reference ?? null;
}

export function toPersonLinkDto({ userId, name, email, reference, createdAt }: LinkRow): PersonLinkDto {
  return { person: { id: userId, name, email }, reference, createdAt: createdAt.toISOString() };
}

/** The type in a reference such as `Practitioner/123`: the audit log has no ids of patients. */
export function getResourceType(reference: string): string {
  return reference.slice(0, reference.indexOf("/"));
}
