import type { ListTrustedIssuersQuery } from "#lib/contract/apps/federation.ts";
import type { TrustedIssuerDto } from "#lib/contract/apps/federation-output.ts";
import type { Page } from "#lib/contract/common/lists.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { decodeCursor, encodeCursor, noValue } from "#lib/services/lists/cursor.ts";
import { includeForDto, toIssuerDto } from "./issuer-dto.ts";

const cursorFormat = { id: "trustedIssuer", value: noValue } as const;

/** GET /trusted-issuers, oldest first. */
export async function listTrustedIssuers(
  ctx: ServiceContext,
  query: ListTrustedIssuersQuery,
): Promise<Page<TrustedIssuerDto>> {
  const { teamId } = authorize(ctx, "apps:read");
  const list = { teamId, of: "trusted issuers" };
  const position = decodeCursor(cursorFormat, list, query.cursor);
  const rows = await ctx.runtime.database.prisma.trustedIssuer.findMany({
    where: { teamId, deletedAt: null, ...(position === null ? {} : { id: { gt: position.id } }) },
    orderBy: { id: "asc" },
    take: query.limit + 1,
    include: includeForDto,
  });
  const page = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? page.at(-1) : undefined;
  return {
    data: page.map(toIssuerDto),
    nextCursor: last === undefined ? null : encodeCursor(cursorFormat, list, { value: null, id: last.id }),
  };
}
