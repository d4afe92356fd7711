import { hash } from "node:crypto";
import type { Database } from "#lib/platform/db/database.ts";

/**
 * Uses up a token of an issuer by its `jti`. False if it was used before. Inserting the row is the check, so that of many at once
 * exactly one succeeds, on any number of instances.
 */
export async function consumeSubjectToken(
  { prisma }: Pick<Database, "prisma">,
  { issuerId, jti, expiresAt }: { issuerId: string; jti: string; expiresAt: Date },
): Promise<boolean> {
  const jtiHash = new Uint8Array(hash("sha256", jti, "buffer"));
  const { count } = await prisma.exchangedToken.createMany({
    data: [{ issuerId, jtiHash, expiresAt }],
    skipDuplicates: true,
  });
  return count === 1;
}
