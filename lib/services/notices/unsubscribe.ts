import type { UnsubscribedDto } from "#lib/contract/people/notices.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { noticeLabels } from "#lib/platform/mail/notices/notice-texts.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { writeNoticeSetting } from "./settings.ts";
import { readUnsubscribeToken } from "./unsubscribe-token.ts";

/** What the link of an email would turn off. Null for an invalid link. */
export function findUnsubscription(
  { secrets }: Pick<Runtime, "secrets">,
  token: string,
): UnsubscribedDto | null {
  const found = readUnsubscribeToken(token, secrets.session);
  return found === null ? null : { kind: found.kind, label: noticeLabels[found.kind] };
}

/**
 * POST /unsubscriptions/{token}: turns emails of one kind off for the person of the link, without signing in. Throws
 * `not_found` for a token that this console didn't sign.
 */
export async function unsubscribe(
  ctx: ServiceContext,
  { token }: { token: string },
): Promise<UnsubscribedDto> {
  const found = readUnsubscribeToken(token, ctx.runtime.secrets.session);
  if (found === null) throw notFound();
  const { userId, kind } = found;
  await withTransaction(ctx.runtime.database, (tx) =>
    writeNoticeSetting(tx, { userId, kind, mails: false }, ctx.now),
  );
  return { kind, label: noticeLabels[kind] };
}
