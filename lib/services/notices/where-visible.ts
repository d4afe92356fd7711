import type { Prisma } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";

/** A person's notices, without those of teams that they no longer belong to. */
export async function whereVisible(
  prisma: Pick<Transaction, "member">,
  userId: string,
): Promise<Prisma.NoticeWhereInput> {
  const members = await prisma.member.findMany({
    where: { userId, status: "active", team: { deletedAt: null } },
    select: { teamId: true },
  });
  return { userId, OR: [{ teamId: null }, { teamId: { in: members.map(({ teamId }) => teamId) } }] };
}
