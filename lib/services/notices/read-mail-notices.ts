import { isSecurityKind } from "#lib/domain/notices/notice-kinds.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { OutboxMail } from "#lib/platform/db/generated/client.ts";
import { readKnownNotice } from "./known-notice.ts";
import { whereVisible } from "./where-visible.ts";

/**
 * What an email of the outbox tells, oldest first. Empty if its person has no active account any more, turned this kind
 * off, or left the team since then. Nothing about a team is told to a former address, or to one that is not verified now.
 */
export async function readMailNotices(
  { prisma }: Pick<Database, "prisma">,
  { id, userId, kind, recipient }: Pick<OutboxMail, "id" | "kind" | "recipient"> & { userId: string },
) {
  const user = await prisma.user.findUnique({
    where: { id: userId },
    select: { status: true, email: true, emailVerifiedAt: true },
  });
  if (user?.status !== "active") return [];
  const off = await prisma.noticeSetting.count({ where: { userId, kind } });
  const rows = await prisma.notice.findMany({
    where: { AND: [{ mailId: id, userId }, await whereVisible(prisma, userId)] },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  const isOwnAddress = user.email === recipient && user.emailVerifiedAt !== null;
  return rows.flatMap((row) => {
    if (row.teamId !== null && !isOwnAddress) return [];
    const notice = readKnownNotice(row);
    if (notice === null || (off > 0 && !isSecurityKind(notice.kind))) return [];
    return [{ notice, at: row.createdAt }];
  });
}
