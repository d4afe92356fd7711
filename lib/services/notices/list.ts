import type { ListNoticesInput, NoticeDto, NoticePageDto } from "#lib/contract/people/notices.ts";
import type { Notice } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { describeNotice, getNoticePath } from "#lib/platform/mail/notices/notice-texts.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { type CursorFormat, decodeCursor, encodeCursor, momentValue } from "#lib/services/lists/cursor.ts";
import { readKnownNotice } from "./known-notice.ts";
import { whereVisible } from "./where-visible.ts";

const cursorFormat: CursorFormat<Date> = { id: "notice", value: momentValue };

/** More are shown as `99+`. */
const maxCounted = 100;

function toNoticeDto(row: Notice): NoticeDto | null {
  const notice = readKnownNotice(row);
  if (notice === null) return null;
  return {
    id: row.id,
    kind: notice.kind,
    text: describeNotice(notice),
    path: getNoticePath(notice),
    teamId: row.teamId,
    createdAt: row.createdAt.toISOString(),
    readAt: row.readAt?.toISOString() ?? null,
  };
}

/** How many notices of a person are unread, up to 100. */
export async function countUnread(
  prisma: Pick<Transaction, "notice" | "member">,
  userId: string,
): Promise<number> {
  const where = await whereVisible(prisma, userId);
  const rows = await prisma.notice.findMany({
    where: { AND: [where, { readAt: null }] },
    select: { id: true },
    take: maxCounted,
  });
  return rows.length;
}

/** GET /me/notices: the caller's notices, newest first. Throws `forbidden` for a key and `invalid_request` for a cursor. */
export async function listNotices(ctx: ServiceContext, input: ListNoticesInput): Promise<NoticePageDto> {
  const { userId } = authorizePerson(ctx);
  const { prisma } = ctx.runtime.database;
  const { limit, cursor, unread } = input;
  const list = { userId, unread };
  const after = decodeCursor(cursorFormat, list, cursor);
  const rows = await prisma.notice.findMany({
    where: {
      AND: [
        await whereVisible(prisma, userId),
        unread === "true" ? { readAt: null } : {},
        after === null
          ? {}
          : {
              OR: [{ createdAt: { lt: after.value } }, { createdAt: after.value, id: { lt: after.id } }],
            },
      ],
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
  });
  const last = rows[limit - 1];
  const hasMore = rows.length > limit && last !== undefined;
  return {
    data: rows.slice(0, limit).flatMap((row) => toNoticeDto(row) ?? []),
    nextCursor: hasMore ? encodeCursor(cursorFormat, list, { value: last.createdAt, id: last.id }) : null,
    unreadCount: await countUnread(prisma, userId),
  };
}
