import type { NoticeSettingsDto, UpdateNoticeSettingInput } from "#lib/contract/people/notices.ts";
import { invalidField } from "#lib/domain/common/errors.ts";
import { isSecurityKind, type NoticeKind, noticeKinds } from "#lib/domain/notices/notice-kinds.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { getMailOrigin } from "#lib/platform/mail/mail-links.ts";
import { noticeLabels } from "#lib/platform/mail/notices/notice-texts.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** Turns emails of a kind on or off for a person. */
export async function writeNoticeSetting(
  tx: Transaction,
  { userId, kind, mails }: { userId: string; kind: NoticeKind; mails: boolean },
  now: Date,
): Promise<void> {
  if (mails) await tx.noticeSetting.deleteMany({ where: { userId, kind } });
  else await tx.noticeSetting.createMany({ data: [{ userId, kind, mailOffAt: now }], skipDuplicates: true });
}

/** GET /me/notice-settings: which kinds of notices the caller gets by email. Throws `forbidden` for a key. */
export async function readNoticeSettings(ctx: ServiceContext): Promise<NoticeSettingsDto> {
  const { userId } = authorizePerson(ctx);
  const { database, config } = ctx.runtime;
  const off = await database.prisma.noticeSetting.findMany({ where: { userId } });
  return {
    canMail: getMailOrigin(config) !== null,
    data: noticeKinds.map((kind) => ({
      kind,
      label: noticeLabels[kind],
      isSecurity: isSecurityKind(kind),
      mails: isSecurityKind(kind) || off.every((setting) => setting.kind !== kind),
    })),
  };
}

/**
 * PATCH /me/notice-settings: turns emails of one kind on or off. Throws `invalid_request` for turning off a security
 * notice, and `forbidden` for a key.
 */
export async function updateNoticeSetting(
  ctx: ServiceContext,
  { kind, mails }: UpdateNoticeSettingInput,
): Promise<NoticeSettingsDto> {
  const { userId } = authorizePerson(ctx);
  if (!mails && isSecurityKind(kind)) throw invalidField("mails", "Security notices can't be turned off");
  await withTransaction(ctx.runtime.database, (tx) =>
    writeNoticeSetting(tx, { userId, kind, mails }, ctx.now),
  );
  return readNoticeSettings(ctx);
}
