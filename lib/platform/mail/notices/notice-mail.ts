import { isSecurityKind, type KnownNotice } from "#lib/domain/notices/notice-kinds.ts";
import type { MailOrigin } from "#lib/platform/mail/mail-links.ts";
import { joinLines, type MailText, mailText } from "#lib/platform/mail/mail-text.ts";
import type { Mail } from "#lib/platform/mail/send-mail.ts";
import { createSubject, describeNoticeInMail, getNoticeAdvice, getNoticePath } from "./notice-texts.ts";

/** An email lists at most this many notices. The others are in the console. */
const maxListed = 20;

interface NoticeMail extends Mail {
  html: string;
  headers: Record<string, string>;
}

interface NoticeMailInput {
  to: string;
  origin: MailOrigin;
  /** At least one, all of one kind, oldest first. */
  notices: readonly { notice: KnownNotice; at: Date }[];
  /** Signed, for the link that turns emails of this kind off without signing in. */
  unsubscribeToken: string;
}

/** `2026-12-01 09:30 UTC`. */
function formatTime(at: Date): MailText {
  // Digits only, so nothing in it could become a link.
  return mailText`${{ url: `${at.toISOString().slice(0, 16).replace("T", " ")} UTC` }}`;
}

const escapes: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? character);
}

function createHtml(subject: string, blocks: readonly string[]): string {
  // Mail programs have no access to the console's fonts and styles, and change colors for dark mode themselves.
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(subject)}</title><style>
:root{color-scheme:light dark}
body{margin:0;padding:24px 16px;background:#f6f7f9;color:#1c2330;font:15px/1.5 -apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}
main{max-width:520px;margin:0 auto;padding:28px;background:#fff;border:1px solid #dfe3ea;border-radius:10px}
h1{margin:0 0 20px;font-size:15px}p{margin:0 0 14px;overflow-wrap:anywhere}a{color:#1d54c4}
.time,footer{color:#5a6475;font-size:13px}footer{margin-top:24px;padding-top:16px;border-top:1px solid #dfe3ea}
.button{display:inline-block;padding:9px 16px;border-radius:7px;background:#1d54c4;color:#fff;text-decoration:none}
@media (prefers-color-scheme:dark){body{background:#0f131a;color:#e6e9ef}main{background:#171c25;border-color:#2c3442}
a{color:#8fb4ff}.time,footer{color:#a0a9b8}footer{border-color:#2c3442}.button{background:#8fb4ff;color:#0f131a}}
</style></head><body><main><h1>ByteEngine Console</h1>
${blocks.join("\n")}
</main></body></html>`;
}

function describeFooter(isSecurity: boolean): MailText {
  return isSecurity
    ? mailText`Emails about the security of your account can't be turned off. To choose which others you get:`
    : mailText`You get this email because you are responsible for these keys. To stop emails of this kind:`;
}

/** An email about one or more notices of one kind, in plain text and HTML. */
export function createNoticeMail({ to, origin, notices, unsubscribeToken }: NoticeMailInput): NoticeMail {
  const known = notices.map(({ notice }) => notice);
  const [first] = known;
  const subject = createSubject(known);
  if (first === undefined || subject === null) throw new Error("an email about no notices");
  const listed = notices.slice(0, maxListed);
  const rest = notices.length - listed.length;
  const items = listed.map(({ notice, at }) => ({
    text: describeNoticeInMail(notice),
    time: formatTime(at),
  }));
  const more = rest === 0 ? [] : [mailText`And ${String(rest)} more, which the console lists.`];
  const advice = getNoticeAdvice(first.kind);
  const url = `${origin}${getNoticePath(first)}`;
  const isSecurity = isSecurityKind(first.kind);
  const footerUrl = isSecurity
    ? `${origin}/account/notifications`
    : `${origin}/unsubscribe/${unsubscribeToken}`;
  const footer = describeFooter(isSecurity);
  const text = joinLines([
    ...items.flatMap(({ text, time }) => [text, time, mailText``]),
    ...more.flatMap((line) => [line, mailText``]),
    advice,
    mailText``,
    mailText`${{ url }}`,
    mailText``,
    footer,
    mailText`${{ url: footerUrl }}`,
    mailText``,
  ]);
  const html = createHtml(subject, [
    ...items.map(
      ({ text, time }) => `<p>${escapeHtml(text)}<br><span class="time">${escapeHtml(time)}</span></p>`,
    ),
    ...more.map((line) => `<p>${escapeHtml(line)}</p>`),
    `<p>${escapeHtml(advice)}</p>`,
    `<p><a class="button" href="${escapeHtml(url)}">Open the console</a></p>`,
    `<footer>${escapeHtml(footer)} <a href="${escapeHtml(footerUrl)}">${isSecurity ? "Notification settings" : "Unsubscribe"}</a></footer>`,
  ]);
  return { to, subject, text, html, headers: listHeaders(origin, isSecurity, unsubscribeToken) };
}

/** One click in the mail program turns this kind off (RFC 8058). */
function listHeaders(origin: MailOrigin, isSecurity: boolean, token: string): Record<string, string> {
  const common = { "Auto-Submitted": "auto-generated" };
  if (isSecurity) return common;
  return {
    ...common,
    "List-Unsubscribe": `<${origin}/v1/api/unsubscriptions/${token}>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  };
}
