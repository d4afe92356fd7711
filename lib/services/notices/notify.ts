import { hourMs } from "#lib/domain/common/durations.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { isSecurityKind, type NoticeData, type NoticeKind } from "#lib/domain/notices/notice-kinds.ts";
import { runAfterCommit, type Transaction } from "#lib/platform/db/transaction.ts";
import { getMailOrigin } from "#lib/platform/mail/mail-links.ts";
import { wakeOutbox } from "#lib/platform/mail/outbox-wake.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** A person who is told, as the change found them. */
export interface NoticeReceiver {
  id: string;
  email: string;
  /** Null: nothing is sent to an address that may belong to someone else. */
  emailVerifiedAt: Date | null;
}

type NotifyContext = Pick<ServiceContext, "now"> & {
  runtime: Pick<ServiceContext["runtime"], "config">;
};

interface Notification<Kind extends NoticeKind> {
  kind: Kind;
  receivers: readonly NoticeReceiver[];
  data: NoticeData[Kind];
  /** Undefined: it is about the account. */
  teamId?: string;
}

/** Those who get an email: people with a verified address who did not turn the kind off. */
async function listMailed(
  tx: Transaction,
  kind: NoticeKind,
  receivers: readonly NoticeReceiver[],
): Promise<NoticeReceiver[]> {
  const verified = receivers.filter(({ emailVerifiedAt }) => emailVerifiedAt !== null);
  if (isSecurityKind(kind) || verified.length === 0) return verified;
  const off = await tx.noticeSetting.findMany({
    where: { kind, userId: { in: verified.map(({ id }) => id) } },
    select: { userId: true },
  });
  const without = new Set(off.map(({ userId }) => userId));
  return verified.filter(({ id }) => !without.has(id));
}

/**
 * Adds an email for each person, or joins the one that still waits for its first attempt. Locks the waiting one, so the
 * sender cannot take it before this transaction ends. Returns the emails by person.
 */
async function insertMails(
  tx: Transaction,
  { runtime, now }: NotifyContext,
  kind: NoticeKind,
  receivers: readonly NoticeReceiver[],
  notBefore = now,
): Promise<Map<string, string>> {
  const origin = getMailOrigin(runtime.config);
  if (origin === null || receivers.length === 0) return new Map();
  const { hostname } = new URL(origin);
  const ids = receivers.map(() => createId("outboxMail"));
  const rows = await tx.$queryRaw<{ id: string; user_id: string }[]>`
    INSERT INTO outbox_mails (id, user_id, kind, recipient, message_id, created_at, next_attempt_at)
    SELECT new.id, new.user_id, ${kind}, new.recipient, '<' || new.id || '@' || ${hostname}::text || '>',
      ${now.toISOString()}::timestamptz, greatest(${notBefore.toISOString()}::timestamptz,
        (SELECT max(old.ended_at) + interval '1 hour' FROM outbox_mails old
          WHERE old.user_id = new.user_id AND old.kind = ${kind} AND old.outcome = 'sent'))
    FROM unnest(${ids}::text[], ${receivers.map(({ id }) => id)}::text[],
      ${receivers.map(({ email }) => email)}::text[]) AS new (id, user_id, recipient)
    ORDER BY new.user_id
    ON CONFLICT (user_id, kind, recipient) WHERE attempts = 0 AND ended_at IS NULL
      DO UPDATE SET kind = excluded.kind
    RETURNING id, user_id`;
  runAfterCommit(tx, wakeOutbox);
  return new Map(rows.map(({ id, user_id: userId }) => [userId, id]));
}

/**
 * Tells people about a change, in the transaction of the change: in the bell, and by email if this console can send
 * email. Call it after the change's own locks are taken.
 */
export async function notify<Kind extends NoticeKind>(
  tx: Transaction,
  ctx: NotifyContext,
  { kind, receivers, data, teamId }: Notification<Kind>,
): Promise<void> {
  // Always in the same order, so that two changes about the same people cannot wait for each other.
  const sorted = receivers.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  if (sorted.length === 0) return;
  const mails = await insertMails(tx, ctx, kind, await listMailed(tx, kind, sorted));
  await tx.notice.createMany({
    data: sorted.map(({ id }) => ({
      id: createId("notice"),
      userId: id,
      teamId: teamId ?? null,
      kind,
      data,
      createdAt: ctx.now,
      mailId: mails.get(id) ?? null,
    })),
  });
}

/** Adds failed sign-ins to the notice of this hour. Its email is sent when the hour has ended. */
export async function notifyFailedSignIns(
  tx: Transaction,
  ctx: NotifyContext,
  receiver: NoticeReceiver,
  count: number,
): Promise<void> {
  const hour = Math.floor(ctx.now.getTime() / hourMs);
  const collapseKey = `failed_sign_in:${hour}`;
  const verified = receiver.emailVerifiedAt === null ? [] : [receiver];
  const mails = await insertMails(tx, ctx, "failed_sign_in", verified, new Date((hour + 1) * hourMs));
  await tx.$executeRaw`
    INSERT INTO notices (id, user_id, kind, data, created_at, collapse_key, mail_id)
    VALUES (${createId("notice")}, ${receiver.id}, 'failed_sign_in', ${JSON.stringify({ count })}::jsonb,
      ${ctx.now.toISOString()}::timestamptz, ${collapseKey}, ${mails.get(receiver.id) ?? null})
    ON CONFLICT (user_id, collapse_key) DO UPDATE SET read_at = NULL, mail_id = coalesce(excluded.mail_id, notices.mail_id),
      data = jsonb_set(notices.data, '{count}', to_jsonb((notices.data->>'count')::int + ${count}::int))`;
}
