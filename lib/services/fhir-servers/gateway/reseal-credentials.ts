import { getCurrentKeyId, listKeyIds } from "#lib/auth/credentials/secret-box.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { openCredential, sealCredential } from "./credential-box.ts";

const batchSize = 100;

/**
 * Encrypts credentials of FHIR servers again that an earlier SESSION_SECRET encrypted. Those of a lost secret stay as they are,
 * and the console says that they aren't usable. Those that were set for another base URL can't be encrypted again, so they are
 * removed: otherwise the earlier secret would be needed forever.
 */
export async function resealCredentials(
  { database, secrets }: Pick<Runtime, "database" | "secrets">,
  signal?: AbortSignal,
): Promise<void> {
  const keyId = getCurrentKeyId(secrets.session);
  const known = listKeyIds(secrets.session);
  let after = "";
  while (signal?.aborted !== true) {
    const rows = await database.prisma.fhirServerCredential.findMany({
      where: { secretKeyId: { in: known, not: keyId }, serverId: { gt: after } },
      include: { server: { select: { id: true, baseUrl: true } } },
      orderBy: { serverId: "asc" },
      take: batchSize,
    });
    for (const row of rows) {
      const { serverId, server } = row;
      const secret = openCredential(row, server, secrets.session);
      // Someone may have replaced the credential or changed the base URL since they were read.
      const where = { serverId, secret: row.secret, server: { baseUrl: server.baseUrl } };
      if (secret === null) {
        await database.prisma.fhirServerCredential.deleteMany({ where });
        continue;
      }
      const box = sealCredential(secret, server, secrets.session);
      await database.prisma.fhirServerCredential.updateMany({
        where,
        data: { secret: box.sealed, secretKeyId: box.keyId },
      });
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.serverId;
  }
}
