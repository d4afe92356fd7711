import type { Page } from "#lib/contract/common/lists.ts";
import type { FhirServerDto, ListFhirServersQuery } from "#lib/contract/resources/fhir-servers.ts";
import { authorize } from "#lib/services/authorize.ts";
import { listGrantedIds, narrowEnvironment } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { decodeCursor, encodeCursor, noValue } from "#lib/services/lists/cursor.ts";
import { fhirServerKind } from "#lib/services/resource-kinds.ts";
import { includeForDto, toFhirServerDto } from "./fhir-server-dto.ts";

const cursorFormat = { id: "fhirServer", value: noValue } as const;

/** GET /fhir/servers, newest first. A key sees only those in its environment and within its resources. */
export async function listFhirServers(
  ctx: ServiceContext,
  query: ListFhirServersQuery,
): Promise<Page<FhirServerDto>> {
  const scope = authorize(ctx, "fhir.servers:read");
  const { teamId } = scope;
  const environment = narrowEnvironment(scope, query.environment);
  const grantedIds = listGrantedIds(scope, fhirServerKind);
  const list = { teamId, environment, kind: fhirServerKind };
  const position = decodeCursor(cursorFormat, list, query.cursor);
  const rows = await ctx.runtime.database.prisma.fhirServer.findMany({
    where: {
      teamId,
      deletedAt: null,
      ...(environment === undefined ? {} : { environment: { slug: environment } }),
      AND: [
        grantedIds === null ? {} : { id: { in: grantedIds } },
        position === null ? {} : { id: { lt: position.id } },
      ],
    },
    orderBy: { id: "desc" },
    take: query.limit + 1,
    include: includeForDto,
  });
  const page = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? page.at(-1) : undefined;
  return {
    data: page.map((server) => toFhirServerDto(server, ctx.runtime)),
    nextCursor: last === undefined ? null : encodeCursor(cursorFormat, list, { value: null, id: last.id }),
  };
}
