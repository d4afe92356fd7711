import type { Page } from "#lib/contract/common/lists.ts";
import type { ListWorkersQuery, WorkerDto } from "#lib/contract/resources/workers.ts";
import { authorize } from "#lib/services/authorize.ts";
import { listGrantedIds, narrowEnvironment } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { decodeCursor, encodeCursor, noValue } from "#lib/services/lists/cursor.ts";
import { workerKind } from "#lib/services/resource-kinds.ts";
import { includeForDto, toWorkerDto } from "./worker-dto.ts";

const cursorFormat = { id: "worker", value: noValue } as const;

/** GET /workers, newest first. A key sees only those in its environment and within its resources. */
export async function listWorkers(ctx: ServiceContext, query: ListWorkersQuery): Promise<Page<WorkerDto>> {
  const scope = authorize(ctx, "workers:read");
  const { teamId } = scope;
  const environment = narrowEnvironment(scope, query.environment);
  const grantedIds = listGrantedIds(scope, workerKind);
  const { status } = query;
  const list = { teamId, environment, status, kind: workerKind };
  const position = decodeCursor(cursorFormat, list, query.cursor);
  const rows = await ctx.runtime.database.prisma.worker.findMany({
    where: {
      teamId,
      deletedAt: null,
      ...(status === undefined ? {} : { status }),
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
    data: page.map(toWorkerDto),
    nextCursor: last === undefined ? null : encodeCursor(cursorFormat, list, { value: null, id: last.id }),
  };
}
