import type { AppDto } from "#lib/contract/apps/app-output.ts";
import type { ListGrantsQuery } from "#lib/contract/apps/launch.ts";
import type { GrantDto } from "#lib/contract/apps/launch-output.ts";
import type { Page } from "#lib/contract/common/lists.ts";
import { codeMs } from "#lib/domain/launch/lifetimes.ts";
import { Prisma } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { type CursorFormat, decodeCursor, encodeCursor, momentValue } from "#lib/services/lists/cursor.ts";

interface GrantRow {
  id: string;
  appId: string;
  appName: string;
  appKind: AppDto["kind"];
  teamId: string;
  teamName: string;
  userId: string;
  userName: string;
  serverId: string;
  serverName: string;
  scopes: string[];
  hasPatient: boolean;
  status: GrantDto["status"];
  createdAt: Date;
  expiresAt: Date;
  lastTokenAt: Date | null;
  endedAt: Date | null;
}

type Reader = Pick<Transaction, "$queryRaw">;

/** Also ended: what a release that doesn't know grants has deleted, moved or removed. No token of such a grant is valid. */
const isEnded = Prisma.sql`(
  given.ended_at IS NOT NULL OR app.deleted_at IS NOT NULL OR team.deleted_at IS NOT NULL OR server.deleted_at IS NOT NULL
  OR server.base_url <> given.base_url OR member.status IS NULL OR member.status = 'removed'
  OR member.joined_at > given.created_at)`;

/** The grants under these conditions on `given`, newest first. Which patient each is about is never read. */
function selectGrants(where: Prisma.Sql, now: Date, limit: number): Prisma.Sql {
  return Prisma.sql`
    SELECT * FROM (
      SELECT given.id, given.app_id AS "appId", app.name AS "appName", app.kind::text AS "appKind",
        given.team_id AS "teamId", team.name AS "teamName", given.user_id AS "userId", person.name AS "userName",
        given.server_id AS "serverId", server.name AS "serverName", given.scopes,
        given.patient_id IS NOT NULL AS "hasPatient",
        CASE WHEN ${isEnded} THEN 'ended' WHEN given.expires_at <= ${now}::timestamptz THEN 'expired' ELSE 'active' END
          AS status,
        given.created_at AS "createdAt", given.expires_at AS "expiresAt", given.last_token_at AS "lastTokenAt",
        given.ended_at AS "endedAt"
      FROM app_grants given
      JOIN apps app ON app.id = given.app_id
      JOIN teams team ON team.id = given.team_id
      JOIN users person ON person.id = given.user_id
      JOIN fhir_servers server ON server.id = given.server_id
      LEFT JOIN members member ON member.team_id = given.team_id AND member.user_id = given.user_id
    ) given
    WHERE ${where}
    ORDER BY "createdAt" DESC, id DESC LIMIT ${limit}`;
}

function toGrantDto(row: GrantRow): GrantDto {
  return {
    id: row.id,
    app: { id: row.appId, name: row.appName, kind: row.appKind },
    team: { id: row.teamId, name: row.teamName },
    person: { id: row.userId, name: row.userName },
    fhirServer: { id: row.serverId, name: row.serverName },
    scopes: row.scopes,
    hasPatient: row.hasPatient,
    status: row.status,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastTokenAt: row.lastTokenAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

/** Whose grants: of an app in a team, or of a person in any team. */
export type GrantOwner = { teamId: string; appId: string } | { userId: string };

function whereOwner(owner: GrantOwner): Prisma.Sql {
  return "userId" in owner
    ? Prisma.sql`given."userId" = ${owner.userId}`
    : Prisma.sql`given."appId" = ${owner.appId} AND given."teamId" = ${owner.teamId}`;
}

/** Null: it isn't theirs. */
export async function readGrant(
  tx: Reader,
  owner: GrantOwner,
  { id, now }: { id: string; now: Date },
): Promise<GrantDto | null> {
  const where = Prisma.sql`given.id = ${id} AND ${whereOwner(owner)}`;
  const [row] = await tx.$queryRaw<GrantRow[]>(selectGrants(where, now, 1));
  return row === undefined ? null : toGrantDto(row);
}

const cursorFormat: CursorFormat<Date> = { id: "appGrant", value: momentValue };

/** A page, newest first, without those whose code was never exchanged in time: no app ever got a token. */
export async function readGrantPage(
  tx: Reader,
  owner: GrantOwner,
  { cursor, limit, status }: ListGrantsQuery,
  now: Date,
): Promise<Page<GrantDto>> {
  const list = { ...owner, status, of: "grants" };
  const after = decodeCursor(cursorFormat, list, cursor);
  const codesSince = new Date(now.getTime() - codeMs);
  const conditions = [
    whereOwner(owner),
    Prisma.sql`(given."lastTokenAt" IS NOT NULL OR given."createdAt" > ${codesSince}::timestamptz)`,
    ...(status === undefined ? [] : [Prisma.sql`given.status = ${status}`]),
    ...(after === null
      ? []
      : [Prisma.sql`(given."createdAt", given.id) < (${after.value}::timestamptz, ${after.id})`]),
  ];
  const rows = await tx.$queryRaw<GrantRow[]>(selectGrants(Prisma.join(conditions, " AND "), now, limit + 1));
  const last = rows[limit - 1];
  const hasMore = rows.length > limit && last !== undefined;
  return {
    data: rows.slice(0, limit).map(toGrantDto),
    nextCursor: hasMore ? encodeCursor(cursorFormat, list, { value: last.createdAt, id: last.id }) : null,
  };
}
