import { getActorId } from "#lib/actor.ts";
import { reserveAttempt, type ThrottleRule } from "#lib/auth/throttle.ts";
import { ServiceError } from "#lib/errors.ts";
import { type Mail, sendMail } from "#lib/mail/send-mail.ts";
import type { ServiceContext } from "#lib/services/context.ts";

const hourSeconds = 3_600;
const daySeconds = 24 * hourSeconds;

/** Whoever may not send more still invites: the link can be handed over. Whoever gets mails chose none of them. */
function listMailRules({ actor }: ServiceContext, to: string): ThrottleRule[] {
  const rules: ThrottleRule[] = [
    { subject: `mail:to:${to}:hour`, max: 5, windowSeconds: hourSeconds },
    { subject: `mail:to:${to}:day`, max: 20, windowSeconds: daySeconds },
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
 * Sends a mail within what its recipient may get, and its team and its sender may send: the only way from a service to
 * the mail server. False when there is no mail server, it did not take the mail, or there was too much mail.
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
      "a mail was not sent: its recipient, team or sender has had too many",
    );
    return false;
  }
  return sendMail(ctx.runtime, mail);
}

/** The same after the answer: how long a mail takes would tell what it is about. */
export function deliverLater(ctx: ServiceContext, prepare: () => Promise<Mail>): void {
  const deliver = async () => {
    const mail = await prepare();
    await deliverMail(ctx, mail);
  };
  deliver().catch((error: unknown) =>
    ctx.runtime.logger.error({ err: error }, "a mail could not be written"),
  );
}
