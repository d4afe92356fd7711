import type { Page } from "#lib/contract/common/lists.ts";
import type { InvitationDto, ListInvitationsQuery } from "#lib/contract/people/invitations.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import { authorize } from "#lib/services/authorize.ts";
import { listGrantedIds } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { decodeCursor, encodeCursor, noValue } from "#lib/services/lists/cursor.ts";
import { wherePending } from "./find-invitation.ts";
import { invitationKind, toInvitationDtos } from "./invitation-dto.ts";

const cursorFormat = { id: "invitation", value: noValue } as const;

function whereStatus(status: ListInvitationsQuery["status"], now: Date): Prisma.InvitationWhereInput {
  switch (status) {
    case undefined:
      return {};
    case "pending":
      return wherePending(now);
    case "accepted":
      return { acceptedAt: { not: null } };
    case "withdrawn":
      return { acceptedAt: null, withdrawnAt: { not: null } };
    case "expired":
      return { acceptedAt: null, withdrawnAt: null, expiresAt: { lte: now } };
  }
}

/** GET /teams/{id}/invitations, newest first. */
export async function listInvitations(
  ctx: ServiceContext,
  query: ListInvitationsQuery,
): Promise<Page<InvitationDto>> {
  const scope = authorize(ctx, "members:read");
  const { teamId } = scope;
  const grantedIds = listGrantedIds(scope, invitationKind);
  const { prisma } = ctx.runtime.database;
  const list = { teamId, status: query.status, kind: "invitations" };
  const position = decodeCursor(cursorFormat, list, query.cursor);
  const rows = await prisma.invitation.findMany({
    where: {
      teamId,
      AND: [
        whereStatus(query.status, ctx.now),
        grantedIds === null ? {} : { id: { in: grantedIds } },
        position === null ? {} : { id: { lt: position.id } },
      ],
    },
    orderBy: { id: "desc" },
    take: query.limit + 1,
  });
  const page = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? page.at(-1) : undefined;
  return {
    data: await toInvitationDtos(prisma, scope, page, ctx.now),
    nextCursor: last === undefined ? null : encodeCursor(cursorFormat, list, { value: null, id: last.id }),
  };
}
