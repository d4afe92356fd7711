import { minuteMs } from "#lib/domain/common/durations.ts";
import { hashSecret, isWellFormedProvisioningToken } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";

/** How often the last use is stored. In between, a request needs no write. */
const usedIntervalMs = minuteMs;

/** The ID of the live token with this text, and records its use. Null for anything else, such as an API key. */
export async function authenticateDirectory(
  { prisma }: Pick<Database, "prisma">,
  text: string,
  now: Date,
): Promise<string | null> {
  if (!isWellFormedProvisioningToken(text)) return null;
  const token = await prisma.provisioningToken.findFirst({
    where: { tokenHash: new Uint8Array(hashSecret(text)), deletedAt: null },
    select: { id: true, lastUsedAt: true },
  });
  if (token === null) return null;
  const { id, lastUsedAt } = token;
  if (lastUsedAt === null || now.getTime() - lastUsedAt.getTime() >= usedIntervalMs) {
    // `lastUsedAt` in the condition lets only one of many parallel requests write.
    await prisma.provisioningToken.updateMany({ where: { id, lastUsedAt }, data: { lastUsedAt: now } });
  }
  return id;
}
