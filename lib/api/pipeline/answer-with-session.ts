import { createSessionCookieLine } from "#lib/auth/session/session-token.ts";
import type { RenewedSession } from "#lib/services/sessions/renew.ts";
import { AnswerWithCookie, type ApiContext } from "./define-route.ts";
import { requireOrigin } from "./require-origin.ts";

/** Answers with the body and, if the caller's session was replaced, with its new cookie. Checks first that it can be set. */
export async function answerWithSession<Body>(
  ctx: ApiContext,
  run: () => Promise<{ body: Body; session: RenewedSession | null }>,
): Promise<Body | AnswerWithCookie> {
  const isSecure = requireOrigin(ctx).startsWith("https:");
  const { body, session } = await run();
  if (session === null) return body;
  const line = await createSessionCookieLine(session, ctx.runtime.secrets.session, isSecure);
  return new AnswerWithCookie(body, line);
}
