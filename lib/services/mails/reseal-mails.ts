import { getCurrentKeyId, sealSecret } from "#lib/auth/credentials/secret-box.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { describeRow, openMail, toSealedText } from "./mail-content.ts";

const batchSize = 200;

/** Encrypts waiting emails again that an earlier SESSION_SECRET encrypted. Those that can't be read stay as they are. */
export async function resealMails(
  { database, secrets }: Pick<ServiceContext["runtime"], "database" | "secrets">,
  signal?: AbortSignal,
): Promise<void> {
  const keyId = getCurrentKeyId(secrets.session);
  let lastId = "";
  while (signal?.aborted !== true) {
    const rows = await database.prisma.outboxMail.findMany({
      where: { content: { not: null }, contentKeyId: { not: keyId }, id: { gt: lastId } },
      orderBy: { id: "asc" },
      take: batchSize,
    });
    for (const row of rows) {
      const mail = openMail(row, secrets.session);
      if (mail === null) continue;
      const box = sealSecret(toSealedText(mail), describeRow(row), secrets.session);
      // Unless it was sent in the meantime, which removes its content.
      await database.prisma.outboxMail.updateMany({
        where: { id: row.id, contentKeyId: row.contentKeyId, content: { not: null } },
        data: { content: box.sealed, contentKeyId: box.keyId },
      });
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    lastId = last.id;
  }
}
