import { reserveAttempt, type ThrottleRule } from "#lib/auth/limits/throttle.ts";
import { getActorId } from "#lib/domain/actor.ts";
import { daySeconds, hourSeconds } from "#lib/domain/common/durations.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { type Mail, sendMail } from "#lib/platform/mail/send-mail.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** The limits of emails. An invitation is created even without one: its link can be shared in another way. */
function listMailRules({ actor }: ServiceContext, to: string): ThrottleRule[] {
  // Emails that anyone can request must not use up those that people of the console send.
  const recipient = actor.type === "system" ? `mail:unasked:${to}` : `mail:to:${to}`;
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
 * Sends an email within the limits of its recipient, team and sender. Services use only this function to send email.
 * False if no mail server is set, it did not accept the email, or a limit is exceeded.
 */
export async function deliverMail(ctx: ServiceContext, mail: Mail): Promise<boolean> {
  const { config, database, logger } = ctx.runtime;
  if (config.smtpUrl === undefined) return false;
  try {
    await reserveAttempt(database, listMailRules(ctx, mail.to), ctx.now);
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === "rate_limit_exceeded")) throw error;
    logger.warn(
      { requestId: ctx.request.id },
      "an email was not sent: its recipient, team or sender has reached the limit",
    );
    return false;
  }
  return sendMail(ctx.runtime, mail);
}

/** As deliverMail, after the response: the time an email takes could reveal what it is about. Null: there is none. */
export function deliverLater(ctx: ServiceContext, prepare: () => Promise<Mail | null>): void {
  const deliver = async () => {
    const mail = await prepare();
    if (mail !== null) await deliverMail(ctx, mail);
  };
  deliver().catch((error: unknown) =>
    ctx.runtime.logger.error({ err: error }, "an email could not be created"),
  );
}
