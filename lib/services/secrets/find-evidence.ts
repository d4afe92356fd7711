import { getKeyId } from "#lib/auth/credentials/secret-box.ts";
import { isSigned } from "#lib/domain/audit/check-chain.ts";
import type { SecretPurpose } from "#lib/domain/instance/secret-check.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { toStoredEvent } from "#lib/services/audit/stored-event.ts";

/** How many of the newest events are tried: one that was changed must not stop the start. */
const triedEvents = 10;

/**
 * Whether existing data shows that the secrets are wrong. Only for a database that has recorded none: its newest data must be
 * readable with one of them. Without data, any secrets are right.
 */
export function contradictsData(
  runtime: Pick<Runtime, "database" | "secrets">,
  purpose: SecretPurpose,
): Promise<boolean> {
  return purpose === "audit" ? contradictsEvents(runtime) : contradictsSealedRows(runtime);
}

async function contradictsEvents({ database, secrets }: Pick<Runtime, "database" | "secrets">) {
  const newest = await database.prisma.$queryRaw<{ id: string }[]>`
    SELECT event.id FROM audit_heads head
    JOIN audit_events event ON event.chain_id = head.chain_id AND event.seq = head.seq
    ORDER BY event.occurred_at DESC LIMIT ${triedEvents}`;
  const events = await database.prisma.auditEvent.findMany({
    where: { id: { in: newest.map(({ id }) => id) } },
  });
  return events.length > 0 && !events.some((event) => isSigned(secrets.audit, toStoredEvent(event)));
}

async function contradictsSealedRows({ database, secrets }: Pick<Runtime, "database" | "secrets">) {
  const { totpFactor, outboxMail } = database.prisma;
  const keyIds = secrets.session.map(getKeyId);
  const factor = await totpFactor.findFirst({ select: { id: true } });
  const mail = await outboxMail.findFirst({ where: { content: { not: null } }, select: { id: true } });
  if (factor === null && mail === null) return false;
  const readable = await totpFactor.count({ where: { secretKeyId: { in: keyIds } } });
  const readableMails = await outboxMail.count({
    where: { content: { not: null }, contentKeyId: { in: keyIds } },
  });
  return readable + readableMails === 0;
}
