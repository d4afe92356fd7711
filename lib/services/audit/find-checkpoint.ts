import type { AuditCheckpoint } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";

/** The checkpoint from which a chain is verified. Of two at the same event, the later one replaces the other. */
export function findLastCheckpoint(
  prisma: Pick<Transaction, "auditCheckpoint">,
  chainId: string,
): Promise<AuditCheckpoint | null> {
  return prisma.auditCheckpoint.findFirst({
    where: { chainId },
    orderBy: [{ seq: "desc" }, { createdAt: "desc" }],
  });
}
