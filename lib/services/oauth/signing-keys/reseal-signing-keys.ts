import { getCurrentKeyId, sealSecret } from "#lib/auth/credentials/secret-box.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { getKeyContext, openPrivateKey } from "./find-signing-key.ts";

/**
 * Encrypts signing keys again that an earlier SESSION_SECRET encrypted. Those that can't be read stay as they are: another key
 * signs, and they are removed later. There are only a few.
 */
export async function resealSigningKeys({
  database,
  secrets,
}: Pick<ServiceContext["runtime"], "database" | "secrets">): Promise<void> {
  const keyId = getCurrentKeyId(secrets.session);
  const rows = await database.prisma.signingKey.findMany({ where: { privateKeyKeyId: { not: keyId } } });
  for (const row of rows) {
    const text = openPrivateKey(row, secrets.session);
    if (text === null) continue;
    const box = sealSecret(text, getKeyContext(row), secrets.session);
    await database.prisma.signingKey.updateMany({
      where: { id: row.id, privateKeyKeyId: row.privateKeyKeyId },
      data: { privateKey: box.sealed, privateKeyKeyId: box.keyId },
    });
  }
}
