import { sealSecret } from "#lib/auth/credentials/secret-box.ts";
import { type ThrottleRule, tryAttempt } from "#lib/auth/limits/throttle.ts";
import { getActorId } from "#lib/domain/actor.ts";
import { daySeconds, hourSeconds } from "#lib/domain/common/durations.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { runAfterCommit, type Transaction } from "#lib/platform/db/transaction.ts";
import { wakeOutbox } from "#lib/platform/mail/outbox-wake.ts";
import type { Mail } from "#lib/platform/mail/send-mail.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { describeRow, type MailKind, toSealedText } from "./mail-content.ts";

interface QueuedMail {
  kind: MailKind;
  mail: Mail;
  /** The console's origin, as the links of the email name it. */
  origin: string;
  /** From when on the email is useless, because its link no longer works. */
  expiresAt: Date;
  /** The invitation or the person whose link it has. `dropMails` ends the email together with the link. */
  subjectId?: string;
}

/** The limits of emails. An invitation is created even without one: its link can be shared in another way. */
function listMailRules(
  { actor }: ServiceContext,
  { kind, mail: { to } }: Pick<QueuedMail, "kind" | "mail">,
): ThrottleRule[] {
  // Emails that anyone can request must not use up those that people of the console send, and sign-ups with someone's
  // address must not keep them from resetting their password.
  const unasked = kind === "password_reset" ? `mail:reset:${to}` : `mail:unasked:${to}`;
  const recipient = actor.type === "system" ? unasked : `mail:to:${to}`;
  const rules: ThrottleRule[] = [
    { subject: `${recipient}:hour`, max: 5, windowSeconds: hourSeconds },
    { subject: `${recipient}:day`, max: 20, windowSeconds: daySeconds },
  ];
  if (actor.type === "system") return rules;
  const teamId = actor.type === "apiKey" ? actor.teamId : actor.team?.id;
  if (teamId !== undefined) {
    rules.push({ subject: `mail:team:${teamId}`, max: 100, windowSeconds: hourSeconds });
  }
  rules.push({ subject: `mail:by:${getActorId(actor)}`, max: 50, windowSeconds: hourSeconds });
  return rules;
}

/**
 * Adds an email to the outbox in the transaction of the change that it is about, within the limits of its recipient, team
 * and sender. Its text is encrypted, because it can contain a link that gives access. Call it after the change's own locks
 * are taken. False if no mail server is set, or a limit is reached.
 */
export async function queueMail(tx: Transaction, ctx: ServiceContext, queued: QueuedMail): Promise<boolean> {
  const { config, logger } = ctx.runtime;
  if (config.smtpUrl === undefined) return false;
  if (!(await tryAttempt(tx, listMailRules(ctx, queued), ctx.now))) {
    logger.warn(
      { requestId: ctx.request.id },
      "an email was not sent: its recipient, team or sender has reached the limit",
    );
    return false;
  }
  await insertMail(tx, ctx, queued);
  return true;
}

/** As queueMail, without limits: for what a person can cause only once. */
export async function insertMail(
  tx: Transaction,
  ctx: { runtime: Pick<ServiceContext["runtime"], "secrets">; now: Date },
  { kind, mail, origin, expiresAt, subjectId }: QueuedMail,
): Promise<void> {
  const id = createId("outboxMail");
  const row = describeRow({ id, recipient: mail.to });
  const { sealed, keyId } = sealSecret(toSealedText(mail), row, ctx.runtime.secrets.session);
  await tx.outboxMail.create({
    data: {
      id,
      kind,
      recipient: mail.to,
      messageId: `<${id}@${new URL(origin).hostname}>`,
      createdAt: ctx.now,
      nextAttemptAt: ctx.now,
      content: sealed,
      contentKeyId: keyId,
      expiresAt,
      subjectId: subjectId ?? null,
    },
  });
  runAfterCommit(tx, wakeOutbox);
}
