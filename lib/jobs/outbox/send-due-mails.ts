import { hasBrand } from "#lib/domain/common/brand.ts";
import { dayMs, hourMs, minuteMs } from "#lib/domain/common/durations.ts";
import { isNoticeKind } from "#lib/domain/notices/notice-kinds.ts";
import type { DatabaseTime } from "#lib/platform/db/database-time.ts";
import { type OutboxMail, Prisma } from "#lib/platform/db/generated/client.ts";
import { getMailOrigin } from "#lib/platform/mail/mail-links.ts";
import { createNoticeMail } from "#lib/platform/mail/notices/notice-mail.ts";
import { type MailTransport, openMailTransport } from "#lib/platform/mail/send-mail.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { openMail } from "#lib/services/mails/mail-content.ts";
import { readMailNotices } from "#lib/services/notices/read-mail-notices.ts";
import { createUnsubscribeToken } from "#lib/services/notices/unsubscribe-token.ts";

export type OutboxRuntime = Pick<Runtime, "database" | "config" | "secrets" | "logger">;

type ClaimedMail = Pick<
  OutboxMail,
  | "id"
  | "userId"
  | "kind"
  | "recipient"
  | "messageId"
  | "attempts"
  | "createdAt"
  | "content"
  | "contentKeyId"
  | "expiresAt"
>;

const batchSize = 20;
const maxConnections = 5;

/** Longer than the slowest batch. If an instance ends in the middle, another one tries again after this time. */
const leaseMs = 5 * minuteMs;

const firstBackoffMs = minuteMs;
const maxBackoffMs = hourMs;

/** After this time without success, an email is given up. */
const maxAgeMs = 3 * dayMs;

/** A server that rejects an email permanently is believed after a few attempts, in case its settings were being changed. */
const maxRejections = 4;

/** How long to wait after this many failed attempts. */
export function getBackoffMs(attempts: number): number {
  return Math.min(firstBackoffMs * 2 ** (attempts - 1), maxBackoffMs);
}

/**
 * The condition for an email about notices that can be sent now. Of those to one address about one kind, the oldest is sent
 * first, and the next one to this person an hour later. A former address that rejects emails delays no others.
 */
function whereCollected(at: string): Prisma.Sql {
  return Prisma.sql`mail.expires_at IS NULL AND NOT EXISTS (SELECT 1 FROM outbox_mails other
    WHERE other.user_id = mail.user_id AND other.kind = mail.kind AND other.id <> mail.id
      AND (other.outcome = 'sent' AND other.ended_at > ${at}::timestamptz - interval '1 hour'
        OR other.ended_at IS NULL AND other.recipient = mail.recipient AND (other.attempts > mail.attempts
          OR other.attempts = mail.attempts AND other.id < mail.id)))`;
}

/** An email with a content of its own is never collected: a person waits for its link. */
const whereContent = Prisma.sql`mail.expires_at IS NOT NULL`;

async function claim(
  { database }: OutboxRuntime,
  now: DatabaseTime,
  { max, where }: { max: number; where: Prisma.Sql },
): Promise<ClaimedMail[]> {
  const at = now.toISOString();
  // An array, because a plan may run `IN (SELECT … LIMIT …)` once per row, and then it takes more rows than the limit.
  return database.prisma.$queryRaw<ClaimedMail[]>`
    UPDATE outbox_mails SET attempts = attempts + 1,
      next_attempt_at = ${new Date(now.getTime() + leaseMs).toISOString()}::timestamptz
    WHERE id = ANY(ARRAY(
      SELECT mail.id FROM outbox_mails mail
      WHERE mail.ended_at IS NULL AND mail.next_attempt_at <= ${at}::timestamptz AND ${where}
      ORDER BY mail.next_attempt_at, mail.id LIMIT ${max} FOR UPDATE SKIP LOCKED))
    RETURNING id, user_id AS "userId", kind, recipient, message_id AS "messageId", attempts,
      created_at AS "createdAt", content, content_key_id AS "contentKeyId", expires_at AS "expiresAt"`;
}

/** Takes due emails for this process, and counts the attempt. Those that a person waits for come first. */
async function claimMails(runtime: OutboxRuntime, now: DatabaseTime, max: number): Promise<ClaimedMail[]> {
  const waitedFor = await claim(runtime, now, { max, where: whereContent });
  if (waitedFor.length > 0) return waitedFor;
  return claim(runtime, now, { max, where: whereCollected(now.toISOString()) });
}

/** Records the result of an attempt, unless its lease has ended and another attempt has begun. */
async function finish(
  { database }: OutboxRuntime,
  { id, attempts }: ClaimedMail,
  data: Partial<Pick<OutboxMail, "endedAt" | "outcome" | "nextAttemptAt" | "lastError">>,
): Promise<void> {
  // An email that has ended needs its text no more.
  const removed = data.endedAt === undefined ? {} : { content: null, contentKeyId: null };
  await database.prisma.outboxMail.updateMany({
    where: { id, attempts, endedAt: null },
    data: { ...data, ...removed },
  });
}

const sendingErrorBrand = Symbol.for("byteengine.SendingError");

/** The mail server or the network failed, and not this process or the database. */
class SendingError extends Error {
  readonly [sendingErrorBrand] = true;

  static override [Symbol.hasInstance](value: unknown): value is SendingError {
    return hasBrand(value, sendingErrorBrand);
  }
}

/** The library's codes for a rejection of one email. All others are about the server, such as wrong credentials. */
const mailCodes: ReadonlySet<string> = new Set(["EENVELOPE", "EMESSAGE", "ESTREAM"]);

/** The mail server closes the connection, for example after too many emails. */
const closingCode = 421;

/** The kind of the failure. The server's own text can contain addresses. */
function describeFailure(error: unknown): { reason: string; isServerAway: boolean; isPermanent: boolean } {
  const isFromServer = error instanceof SendingError;
  const { code, responseCode } = Object(isFromServer ? error.cause : error) as {
    code?: unknown;
    responseCode?: unknown;
  };
  const name = typeof code === "string" ? code : "unknown";
  const reason = typeof responseCode === "number" ? `${name} ${responseCode}` : name;
  const isServerAway = isFromServer && (responseCode === closingCode || !mailCodes.has(name));
  const isPermanent =
    isFromServer && !isServerAway && typeof responseCode === "number" && responseCode >= 500;
  return { reason, isServerAway, isPermanent };
}

type Outcome = "sent" | "dropped" | "failed" | "away" | "given_up";

type Sendable = Parameters<MailTransport["send"]>[0];

/** The email about the notices that still belong to it. Null if none is left. */
async function createMailOfNotices(runtime: OutboxRuntime, mail: ClaimedMail): Promise<Sendable | null> {
  const { userId, kind, recipient } = mail;
  const origin = getMailOrigin(runtime.config);
  if (userId === null || origin === null || !isNoticeKind(kind)) return null;
  const notices = await readMailNotices(runtime.database, { ...mail, userId });
  if (notices.length === 0) return null;
  const unsubscribeToken = createUnsubscribeToken({ userId, kind }, runtime.secrets.session);
  return createNoticeMail({ to: recipient, origin, notices, unsubscribeToken });
}

async function createMessage(runtime: OutboxRuntime, mail: ClaimedMail): Promise<Sendable | null> {
  if (mail.expiresAt === null) return createMailOfNotices(runtime, mail);
  const opened = openMail(mail, runtime.secrets.session);
  if (opened === null) {
    const line = { mailId: mail.id, kind: mail.kind };
    runtime.logger.error(line, "an email was dropped: the session secret that encrypted it is not set");
  }
  return opened;
}

async function sendOne(
  runtime: OutboxRuntime,
  transport: MailTransport,
  mail: ClaimedMail,
  now: DatabaseTime,
): Promise<Outcome> {
  const message = await createMessage(runtime, mail);
  if (message === null) {
    await finish(runtime, mail, { endedAt: now, outcome: "dropped" });
    return "dropped";
  }
  await transport.send({ ...message, messageId: mail.messageId }).catch((cause: unknown) => {
    throw new SendingError("the email was not sent", { cause });
  });
  await finish(runtime, mail, { endedAt: now, outcome: "sent", lastError: null });
  return "sent";
}

/** When there is no use in another attempt: after 3 days, or when the email's link stops working. */
function getLastAttemptAt({ createdAt, expiresAt }: ClaimedMail): Date {
  return expiresAt ?? new Date(createdAt.getTime() + maxAgeMs);
}

async function giveUp(runtime: OutboxRuntime, mail: ClaimedMail, now: DatabaseTime, reason: string) {
  await finish(runtime, mail, { endedAt: now, outcome: "given_up", lastError: reason });
  const { id: mailId, kind } = mail;
  const time = mail.expiresAt === null ? "after 3 days" : "when its link expired";
  runtime.logger.error({ mailId, kind, reason }, `an email was given up ${time}`);
  return "given_up" as const;
}

async function trySend(
  runtime: OutboxRuntime,
  transport: MailTransport,
  mail: ClaimedMail,
  now: DatabaseTime,
): Promise<Outcome> {
  if (mail.expiresAt !== null && mail.expiresAt <= now) return giveUp(runtime, mail, now, "expired");
  try {
    return await sendOne(runtime, transport, mail, now);
  } catch (error) {
    const { reason, isServerAway, isPermanent } = describeFailure(error);
    const isRejected = isPermanent && mail.attempts >= maxRejections;
    if (isRejected || now > getLastAttemptAt(mail)) return giveUp(runtime, mail, now, reason);
    const nextAttemptAt = new Date(now.getTime() + getBackoffMs(mail.attempts));
    await finish(runtime, mail, { nextAttemptAt, lastError: reason });
    runtime.logger.warn(
      { mailId: mail.id, kind: mail.kind, reason, attempts: mail.attempts },
      "an email was not sent and will be tried again",
    );
    return isServerAway ? "away" : "failed";
  }
}

interface SendingResult {
  sent: number;
  failed: number;
  givenUp: number;
  /** The mail server could not be reached or accepts nothing from this console, so the others were not tried. */
  isServerAway: boolean;
}

/**
 * Sends the emails that are due, until none is left or the mail server is away. Safe on several instances at once: each
 * email is sent once, or again with the same Message-ID if a process ended between sending and recording it.
 */
export async function sendDueMails(
  runtime: OutboxRuntime,
  readNow: () => Promise<DatabaseTime>,
  signal?: AbortSignal,
): Promise<SendingResult> {
  const result: SendingResult = { sent: 0, failed: 0, givenUp: 0, isServerAway: false };
  const transport = openMailTransport(runtime.config, { maxConnections });
  if (transport === null) return result;
  try {
    // One at first: a server that is away costs one attempt, and wrong credentials one sign-in.
    for (let max = 1; signal?.aborted !== true && !result.isServerAway; max = batchSize) {
      const now = await readNow();
      const mails = await claimMails(runtime, now, max);
      if (mails.length === 0) break;
      const outcomes = await Promise.all(mails.map((mail) => trySend(runtime, transport, mail, now)));
      const count = (outcome: Outcome) => outcomes.filter((one) => one === outcome).length;
      result.sent += count("sent");
      result.failed += count("failed") + count("away");
      result.givenUp += count("given_up");
      result.isServerAway = count("away") === mails.length;
    }
  } finally {
    transport.close();
  }
  return result;
}
