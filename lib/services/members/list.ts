import type { Page } from "#lib/contract/common/lists.ts";
import type { ListMembersQuery, MemberDto } from "#lib/contract/people/members.ts";
import { authorize } from "#lib/services/authorize.ts";
import { listGrantedIds } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { decodeCursor, encodeCursor, noValue } from "#lib/services/lists/cursor.ts";
import { countLiveKeysByPerson } from "./live-keys.ts";
import { includeForDto, memberKind, toMemberDto } from "./member-dto.ts";

const cursorFormat = { id: "member", value: noValue } as const;

/**
 * GET /teams/{id}/members: lists the team's members in the order they joined, and former members only if requested. A key
 * counts only the live keys it can see, and a key limited to resources sees only the members among them.
 */
export async function listMembers(ctx: ServiceContext, query: ListMembersQuery): Promise<Page<MemberDto>> {
  const scope = authorize(ctx, "members:read");
  const { teamId } = scope;
  const grantedIds = listGrantedIds(scope, memberKind);
  const { prisma } = ctx.runtime.database;
  const list = { teamId, status: query.status, kind: "members" };
  const position = decodeCursor(cursorFormat, list, query.cursor);
  const rows = await prisma.member.findMany({
    where: {
      teamId,
      status: query.status ?? { not: "removed" },
      AND: [
        grantedIds === null ? {} : { id: { in: grantedIds } },
        position === null ? {} : { id: { gt: position.id } },
      ],
    },
    orderBy: { id: "asc" },
    take: query.limit + 1,
    include: includeForDto,
  });
  const page = rows.slice(0, query.limit);
  const userIds = page.map(({ userId }) => userId);
  const liveKeys = await countLiveKeysByPerson(prisma, scope, userIds, ctx.now);
  const isManager = scope.actor.permissions.has("members:write");
  const last = rows.length > query.limit ? page.at(-1) : undefined;
  return {
    data: page.map((member) =>
      toMemberDto(member, { liveKeys: liveKeys.get(member.userId) ?? 0, isManager }),
    ),
    nextCursor: last === undefined ? null : encodeCursor(cursorFormat, list, { value: null, id: last.id }),
  };
}
