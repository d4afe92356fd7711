import { hash } from "node:crypto";
import type { Database } from "#lib/platform/db/database.ts";

/**
 * Uses up an assertion by the `jti` that its app gave it. False if it was used before. Inserting the row is the check, so that
 * of many at once exactly one succeeds, on any number of instances.
 */
export async function consumeAssertion(
  { prisma }: Pick<Database, "prisma">,
  { appId, jti, expiresAt }: { appId: string; jti: string; expiresAt: Date },
): Promise<boolean> {
  const jtiHash = new Uint8Array(hash("sha256", jti, "buffer"));
  const { count } = await prisma.appAssertion.createMany({
    data: [{ appId, jtiHash, expiresAt }],
    skipDuplicates: true,
  });
  return count === 1;
}
