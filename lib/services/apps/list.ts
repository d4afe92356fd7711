import type { AppDto } from "#lib/contract/apps/app-output.ts";
import type { ListAppsQuery } from "#lib/contract/apps/apps.ts";
import type { Page } from "#lib/contract/common/lists.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import { authorize } from "#lib/services/authorize.ts";
import { narrowEnvironment, whereAppVisible } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { decodeCursor, encodeCursor, noValue } from "#lib/services/lists/cursor.ts";
import { includeForDto, toAppDtos } from "./plan/app-dto.ts";

const cursorFormat = { id: "app", value: noValue } as const;

const statuses = {
  active: { deletedAt: null, disabledAt: null },
  disabled: { deletedAt: null, disabledAt: { not: null } },
  deleted: { deletedAt: { not: null } },
} as const satisfies Record<AppDto["status"], Prisma.AppWhereInput>;

/** GET /apps, newest first. A key sees only those in its environment, and none if it is limited to resources. */
export async function listApps(ctx: ServiceContext, query: ListAppsQuery): Promise<Page<AppDto>> {
  const scope = authorize(ctx, "apps:read");
  const { teamId } = scope;
  const environment = narrowEnvironment(scope, query.environment);
  const { kind, status } = query;
  const list = { teamId, environment, kind, status, of: "apps" };
  const position = decodeCursor(cursorFormat, list, query.cursor);
  const { prisma } = ctx.runtime.database;
  const rows = await prisma.app.findMany({
    where: {
      teamId,
      ...(status === undefined ? { deletedAt: null } : statuses[status]),
      ...(kind === undefined ? {} : { kind }),
      ...(environment === undefined ? {} : { environment: { slug: environment } }),
      AND: [whereAppVisible(scope), position === null ? {} : { id: { lt: position.id } }],
    },
    orderBy: { id: "desc" },
    take: query.limit + 1,
    include: includeForDto,
  });
  const page = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? page.at(-1) : undefined;
  return {
    data: await toAppDtos(prisma, scope, page),
    nextCursor: last === undefined ? null : encodeCursor(cursorFormat, list, { value: null, id: last.id }),
  };
}
