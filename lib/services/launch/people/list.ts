import type { ListPeopleQuery } from "#lib/contract/apps/launch.ts";
import type { PersonLinkDto } from "#lib/contract/apps/launch-output.ts";
import type { Page } from "#lib/contract/common/lists.ts";
import { Prisma } from "#lib/platform/db/generated/client.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findFhirServer } from "#lib/services/fhir-servers/find-fhir-server.ts";
import { type CursorFormat, decodeCursor, encodeCursor, momentValue } from "#lib/services/lists/cursor.ts";
import { countingLinks, readLinks, toPersonLinkDto } from "./find-link.ts";

const cursorFormat: CursorFormat<Date> = { id: "user", value: momentValue };

/** GET /fhir/servers/{id}/people: who is linked to a resource of the server, newest first. Throws `not_found`. */
export async function listFhirPeople(
  ctx: ServiceContext,
  { id, cursor, limit }: ListPeopleQuery & { id: string },
): Promise<Page<PersonLinkDto>> {
  const scope = authorize(ctx, "fhir.gateway:write");
  const { prisma } = ctx.runtime.database;
  await findFhirServer(prisma, scope, id);
  const list = { serverId: id, of: "people" };
  const after = decodeCursor(cursorFormat, list, cursor);
  const isOfServer = Prisma.sql`link.server_id = ${id} AND server.team_id = ${scope.teamId}`;
  const where =
    after === null
      ? isOfServer
      : Prisma.sql`${isOfServer} AND (link.created_at, link.user_id) < (${after.value}::timestamptz, ${after.id})`;
  const rows = await readLinks(prisma, where, limit + 1);
  const last = rows[limit - 1];
  const hasMore = rows.length > limit && last !== undefined;
  return {
    data: rows.slice(0, limit).map(toPersonLinkDto),
    nextCursor: hasMore ? encodeCursor(cursorFormat, list, { value: last.createdAt, id: last.userId }) : null,
  };
}

/** Everyone who is linked to a resource of the server, for the form that offers the others. Throws `not_found`. */
export async function listLinkedIds(ctx: ServiceContext, { id }: { id: string }): Promise<string[]> {
  const scope = authorize(ctx, "fhir.gateway:write");
  const { prisma } = ctx.runtime.database;
  await findFhirServer(prisma, scope, id);
  const rows = await prisma.$queryRaw<{ userId: string }[]>`
    SELECT link.user_id AS "userId" FROM ${countingLinks}
    WHERE link.server_id = ${id} AND server.team_id = ${scope.teamId}`;
  return rows.map(({ userId }) => userId);
}
