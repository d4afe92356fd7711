import { getCurrentKeyId, sealSecret } from "#lib/auth/credentials/secret-box.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { openTotpSecret } from "./codes/totp-factor.ts";

const batchSize = 500;

/**
 * Encrypts authenticator secrets again that an earlier SESSION_SECRET encrypted, so that it can be removed after a
 * rotation. Secrets that can't be read any more stay as they are.
 */
export async function resealSecrets(
  { database, secrets }: Pick<ServiceContext["runtime"], "database" | "secrets">,
  signal?: AbortSignal,
): Promise<void> {
  const keyId = getCurrentKeyId(secrets.session);
  let lastId = "";
  while (signal?.aborted !== true) {
    const factors = await database.prisma.totpFactor.findMany({
      where: { secretKeyId: { not: keyId }, id: { gt: lastId } },
      orderBy: { id: "asc" },
      take: batchSize,
    });
    for (const factor of factors) {
      const secret = openTotpSecret(secrets.session, factor);
      if (secret === null) continue;
      const box = sealSecret(secret, factor.id, secrets.session);
      await database.prisma.totpFactor.updateMany({
        where: { id: factor.id, secretKeyId: factor.secretKeyId },
        data: { secret: box.sealed, secretKeyId: box.keyId },
      });
    }
    const last = factors.at(-1);
    if (last === undefined) return;
    lastId = last.id;
  }
}
