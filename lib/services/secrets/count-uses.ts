import { countOf } from "#lib/domain/common/count-of.ts";
import { hourMs } from "#lib/domain/common/durations.ts";
import type { SecretPurpose } from "#lib/domain/instance/secret-check.ts";
import type { InstanceSecret } from "#lib/platform/db/generated/client.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

type UsesRuntime = Pick<Runtime, "config" | "database">;

/** What needs a secret. */
export interface SecretUses {
  auditEvents: number;
  checkpoints: number;
  authenticatorApps: number;
  waitingEmails: number;
  signingKeys: number;
  fhirCredentials: number;
  sessions: number;
}

/** Counting stops here: whether there are any is what matters, and reading a large log takes long. */
const maxCounted = 100_000;

/** Instances note once an hour that they sign. */
export const signingMarginMs = hourMs;

/**
 * The events that can't be verified without the secret. Those of a release that named no secret count for each secret that was
 * set then.
 */
async function countEvents({ database }: UsesRuntime, known: InstanceSecret): Promise<number> {
  const rows = await database.heavy.prisma.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT FROM audit_events event
      WHERE (event.secret_id = ${known.fingerprint} OR (${known.isOriginal} AND event.secret_id IS NULL))
        AND NOT EXISTS (
          SELECT FROM audit_checkpoints checkpoint
          WHERE checkpoint.chain_id = event.chain_id AND checkpoint.seq >= event.seq)
      LIMIT ${maxCounted + 1}) found`;
  return rows[0]?.count ?? 0;
}

/** Live sessions whose cookie the secret may have encrypted. */
function countSessions({ config, database }: UsesRuntime, known: InstanceSecret, now: Date): Promise<number> {
  if (known.signedUntil === null) return Promise.resolve(0);
  return database.prisma.session.count({
    where: {
      endedAt: null,
      expiresAt: { gt: now },
      lastSeenAt: { gt: new Date(now.getTime() - config.session.idleSeconds * 1000) },
      createdAt: {
        lte: new Date(known.signedUntil.getTime() + signingMarginMs),
        ...(known.isOriginal ? {} : { gte: known.knownSince }),
      },
    },
  });
}

export async function countUses(
  runtime: UsesRuntime,
  purpose: SecretPurpose,
  known: InstanceSecret,
  now: Date,
): Promise<SecretUses> {
  const { prisma } = runtime.database;
  const none = {
    auditEvents: 0,
    checkpoints: 0,
    authenticatorApps: 0,
    waitingEmails: 0,
    signingKeys: 0,
    fhirCredentials: 0,
    sessions: 0,
  };
  if (purpose === "audit") {
    return {
      ...none,
      auditEvents: await countEvents(runtime, known),
      checkpoints: await prisma.auditCheckpoint.count({ where: { secretId: known.fingerprint } }),
    };
  }
  const keyId = known.boxKeyId ?? "";
  return {
    ...none,
    authenticatorApps: await prisma.totpFactor.count({ where: { secretKeyId: keyId } }),
    waitingEmails: await prisma.outboxMail.count({ where: { contentKeyId: keyId, content: { not: null } } }),
    signingKeys: await prisma.signingKey.count({ where: { privateKeyKeyId: keyId } }),
    fhirCredentials: await prisma.fhirServerCredential.count({ where: { secretKeyId: keyId } }),
    sessions: await countSessions(runtime, known, now),
  };
}

export function isUsed(uses: SecretUses): boolean {
  return Object.values(uses).some((count) => count > 0);
}

/** "1,200 events of the audit log and 3 sessions", or "nothing". */
export function describeUses(uses: SecretUses): string {
  const parts = [
    uses.auditEvents > maxCounted
      ? `more than ${maxCounted} events of the audit log`
      : uses.auditEvents > 0 && `${countOf(uses.auditEvents, "event")} of the audit log`,
    uses.checkpoints > 0 && `${countOf(uses.checkpoints, "checkpoint")} of the audit log`,
    uses.authenticatorApps > 0 && countOf(uses.authenticatorApps, "authenticator app"),
    uses.waitingEmails > 0 && countOf(uses.waitingEmails, "waiting email"),
    uses.signingKeys > 0 &&
      `${countOf(uses.signingKeys, "key")} that ${uses.signingKeys === 1 ? "signs" : "sign"} tokens`,
    uses.fhirCredentials > 0 &&
      countOf(uses.fhirCredentials, "credential for FHIR servers", "credentials for FHIR servers"),
    uses.sessions > 0 && countOf(uses.sessions, "session"),
  ].filter((part) => part !== false);
  return parts.length === 0 ? "nothing" : new Intl.ListFormat("en-US").format(parts);
}
