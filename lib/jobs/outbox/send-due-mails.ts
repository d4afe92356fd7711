import { hasBrand } from "#lib/domain/common/brand.ts";
import { dayMs, hourMs, minuteMs } from "#lib/domain/common/durations.ts";
import { isNoticeKind } from "#lib/domain/notices/notice-kinds.ts";
import type { DatabaseTime } from "#lib/platform/db/database-time.ts";
import type { OutboxMail } from "#lib/platform/db/generated/client.ts";
import { getMailOrigin } from "#lib/platform/mail/mail-links.ts";
import { createNoticeMail } from "#lib/platform/mail/notices/notice-mail.ts";
import { type MailTransport, openMailTransport } from "#lib/platform/mail/send-mail.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { readMailNotices } from "#lib/services/notices/read-mail-notices.ts";
import { createUnsubscribeToken } from "#lib/services/notices/unsubscribe-token.ts";

export type OutboxRuntime = Pick<Runtime, "database" | "config" | "secrets" | "logger">;

type ClaimedMail = Pick<
  OutboxMail,
  "id" | "userId" | "kind" | "recipient" | "messageId" | "attempts" | "createdAt"
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
 * Takes due emails for this process, and counts the attempt. Of the emails to one address about one kind, the oldest is
 * sent first, and the next one to this person an hour later. A former address that rejects emails delays no others.
 */
async function claimMails(
  { database }: OutboxRuntime,
  now: DatabaseTime,
  max: number,
): Promise<ClaimedMail[]> {
  const at = now.toISOString();
  // An array, because a plan may run `IN (SELECT … LIMIT …)` once per row, and then it takes more rows than the limit.
  return database.prisma.$queryRaw<ClaimedMail[]>`
    UPDATE outbox_mails SET attempts = attempts + 1,
      next_attempt_at = ${new Date(now.getTime() + leaseMs).toISOString()}::timestamptz
    WHERE id = ANY(ARRAY(
      SELECT mail.id FROM outbox_mails mail
      WHERE mail.ended_at IS NULL AND mail.next_attempt_at <= ${at}::timestamptz
        AND NOT EXISTS (SELECT 1 FROM outbox_mails other
          WHERE other.user_id = mail.user_id AND other.kind = mail.kind AND other.id <> mail.id
            AND (other.outcome = 'sent' AND other.ended_at > ${at}::timestamptz - interval '1 hour'
              OR other.ended_at IS NULL AND other.recipient = mail.recipient AND (other.attempts > mail.attempts
                OR other.attempts = mail.attempts AND other.id < mail.id)))
      ORDER BY mail.next_attempt_at, mail.id LIMIT ${max} FOR UPDATE SKIP LOCKED))
    RETURNING id, user_id AS "userId", kind, recipient, message_id AS "messageId", attempts,
      created_at AS "createdAt"`;
}

/** Records the result of an attempt, unless its lease has ended and another attempt has begun. */
async function finish(
  { database }: OutboxRuntime,
  { id, attempts }: ClaimedMail,
  data: Partial<Pick<OutboxMail, "endedAt" | "outcome" | "nextAttemptAt" | "lastError">>,
): Promise<void> {
  await database.prisma.outboxMail.updateMany({ where: { id, attempts, endedAt: null }, data });
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

async function sendOne(
  runtime: OutboxRuntime,
  transport: MailTransport,
  mail: ClaimedMail,
  now: DatabaseTime,
) {
  const origin = getMailOrigin(runtime.config);
  const notices = await readMailNotices(runtime.database, mail);
  if (origin === null || notices.length === 0 || !isNoticeKind(mail.kind)) {
    await finish(runtime, mail, { endedAt: now, outcome: "dropped" });
    return "dropped";
  }
  const unsubscribeToken = createUnsubscribeToken(
    { userId: mail.userId, kind: mail.kind },
    runtime.secrets.session,
  );
  const message = createNoticeMail({ to: mail.recipient, origin, notices, unsubscribeToken });
  await transport.send({ ...message, messageId: mail.messageId }).catch((cause: unknown) => {
    throw new SendingError("the email was not sent", { cause });
  });
  await finish(runtime, mail, { endedAt: now, outcome: "sent", lastError: null });
  return "sent";
}

async function trySend(
  runtime: OutboxRuntime,
  transport: MailTransport,
  mail: ClaimedMail,
  now: DatabaseTime,
): Promise<Outcome> {
  try {
    return await sendOne(runtime, transport, mail, now);
  } catch (error) {
    const { reason, isServerAway, isPermanent } = describeFailure(error);
    const isTooOld = now.getTime() - mail.createdAt.getTime() > maxAgeMs;
    const isRejected = isPermanent && mail.attempts >= maxRejections;
    if (isTooOld || isRejected) {
      await finish(runtime, mail, { endedAt: now, outcome: "given_up", lastError: reason });
      runtime.logger.error(
        { mailId: mail.id, kind: mail.kind, reason },
        isRejected
          ? "an email was given up: the mail server rejects it"
          : "an email was given up after 3 days",
      );
      return "given_up";
    }
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
