import { isCheckpointSigned, signCheckpoint } from "#lib/domain/audit/checkpoint.ts";
import { fingerprintSecret } from "#lib/domain/instance/secret-fingerprint.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** Signs checkpoints with the newest secret, so that an earlier one can be removed. Those that were changed stay as they are. */
export async function signCheckpointsAgain(
  { database, secrets }: Pick<ServiceContext["runtime"], "database" | "secrets">,
  signal?: AbortSignal,
): Promise<void> {
  const [secret = ""] = secrets.audit;
  const secretId = fingerprintSecret(secret);
  const old = await database.prisma.auditCheckpoint.findMany({ where: { secretId: { not: secretId } } });
  for (const checkpoint of old) {
    if (signal?.aborted === true) return;
    if (!isCheckpointSigned(secrets.audit, checkpoint)) continue;
    const { chainId, seq, kind } = checkpoint;
    await database.prisma.auditCheckpoint.updateMany({
      where: { chainId, seq, kind, secretId: checkpoint.secretId },
      data: { secretId, signature: new Uint8Array(signCheckpoint(secret, checkpoint)) },
    });
  }
}
