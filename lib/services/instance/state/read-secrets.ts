import { listKeyIds } from "#lib/auth/credentials/secret-box.ts";
import { isSigned } from "#lib/domain/audit/check-chain.ts";
import type { SecretFacts } from "#lib/domain/instance/checks/facts.ts";
import { fingerprintSecret } from "#lib/domain/instance/secret-fingerprint.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { InstanceSecrets } from "#lib/platform/runtime/instance-secrets.ts";
import { toStoredEvent } from "#lib/services/audit/stored-event.ts";

/** Whether the newest event was signed with one of the secrets. Null: there is none. */
async function opensAudit({ prisma }: Database, secrets: readonly string[]): Promise<boolean | null> {
  const row = await prisma.auditEvent.findFirst({ orderBy: { id: "desc" } });
  return row === null ? null : isSigned(secrets, toStoredEvent(row));
}

/** How many stored secrets of authenticator apps, and emails that wait, each key encrypted. */
async function countSealed({ prisma }: Database): Promise<Map<string, number>> {
  const rows = await prisma.$queryRaw<{ key_id: string; count: number }[]>`
    SELECT key_id, count(*)::int AS count FROM (
      SELECT secret_key_id AS key_id FROM totp_factors
      UNION ALL
      SELECT content_key_id FROM outbox_mails WHERE ended_at IS NULL AND content IS NOT NULL) sealed
    WHERE key_id IS NOT NULL GROUP BY key_id`;
  return new Map(rows.map(({ key_id, count }) => [key_id, count]));
}

/** The fingerprints of the secrets, and whether they open what is stored. */
export async function readSecretFacts(database: Database, secrets: InstanceSecrets): Promise<SecretFacts> {
  const [current, ...earlier] = listKeyIds(secrets.session);
  let sealedWithEarlier = 0;
  let sealedWithUnknown = 0;
  for (const [keyId, count] of await countSealed(database)) {
    if (earlier.includes(keyId)) sealedWithEarlier += count;
    else if (keyId !== current) sealedWithUnknown += count;
  }
  return {
    session: secrets.session.map(fingerprintSecret),
    audit: secrets.audit.map(fingerprintSecret),
    opensAudit: await opensAudit(database, secrets.audit),
    sealedWithEarlier,
    sealedWithUnknown,
  };
}
