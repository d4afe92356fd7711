import { getCurrentKeyId, sealSecret } from "#lib/auth/credentials/secret-box.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { openTotpSecret } from "./codes/totp-factor.ts";

/** Per run. The next one continues. */
const maxFactors = 1_000;

/**
 * Encrypts authenticator secrets again that an earlier SESSION_SECRET encrypted, so that it can be removed after a
 * rotation. Secrets that can't be read any more stay as they are.
 */
export async function resealSecrets({
  database,
  secrets,
}: Pick<ServiceContext["runtime"], "database" | "secrets">): Promise<void> {
  const factors = await database.prisma.totpFactor.findMany({
    where: { secretKeyId: { not: getCurrentKeyId(secrets.session) } },
    take: maxFactors,
  });
  for (const factor of factors) {
    const secret = openTotpSecret(secrets.session, factor);
    if (secret === null) continue;
    const { sealed, keyId } = sealSecret(secret, factor.id, secrets.session);
    await database.prisma.totpFactor.updateMany({
      where: { id: factor.id, secretKeyId: factor.secretKeyId },
      data: { secret: sealed, secretKeyId: keyId },
    });
  }
}
