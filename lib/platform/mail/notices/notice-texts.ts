import type { KnownNotice, NoticeData, NoticeKind } from "#lib/domain/notices/notice-kinds.ts";
import { type MailText, mailText, type OwnLink } from "#lib/platform/mail/mail-text.ts";

/** How each kind is called in settings and in the subject of an email about several notices. */
export const noticeLabels: Record<NoticeKind, string> = {
  new_sign_in: "Sign-ins from a new device",
  failed_sign_in: "Failed sign-ins",
  password_changed: "Password changes",
  email_changed: "Email address changes",
  second_factor_changed: "Two-factor changes",
  provider_changed: "Linked providers",
  role_changed: "Changes to your role",
  team_suspended: "Suspended teams",
  key_changed: "Key changes",
  key_expiring: "Expiring keys",
  gateway_changed: "Gateways of FHIR servers",
  app_authorized: "Authorized apps",
};

/** What to do if the person didn't expect it. The last line of an email. */
const noticeAdvice: Record<NoticeKind, MailText> = {
  new_sign_in: mailText`If it wasn't you, change your password and end the other sessions.`,
  failed_sign_in: mailText`If it wasn't you, someone may be guessing your password. Use a long password that you use nowhere else, and turn on two-factor authentication.`,
  password_changed: mailText`If it wasn't you, reset your password now, or ask an administrator of the console for help.`,
  email_changed: mailText`If it wasn't you, ask an administrator of the console for help.`,
  second_factor_changed: mailText`If it wasn't you, change your password now and check your two-factor settings.`,
  provider_changed: mailText`If it wasn't you, change your password now and check how you sign in.`,
  role_changed: mailText`If you didn't expect this, ask an owner of the team.`,
  team_suspended: mailText`If you have questions, ask an administrator of the console.`,
  key_changed: mailText`If you didn't expect this, check the key and its history.`,
  key_expiring: mailText`Services that use an expired key are rejected. Extend the expiry, or replace the key in time.`,
  gateway_changed: mailText`If you didn't expect this, turn off the gateway and check the audit log.`,
  app_authorized: mailText`If you didn't expect this, check which apps are authorized, and tell an admin of the team.`,
};

/** One sentence for the bell and for emails. Names are escaped only in emails. */
type Template<Text> = (strings: TemplateStringsArray, ...values: (string | OwnLink)[]) => Text;

const plain: Template<string> = (strings, ...values) =>
  strings.reduce((text, part, i) => {
    const value = values[i - 1] ?? "";
    return `${text}${typeof value === "string" ? value : value.url}${part}`;
  });

function countDays(days: number): string {
  return days === 1 ? "1 day" : `${days} days`;
}

const factorChanges = {
  turned_on: "Two-factor authentication was turned on.",
  turned_off: "Two-factor authentication was turned off.",
  factor_added: "A passkey or an authenticator app was added to your account.",
  factor_removed: "A passkey or an authenticator app was removed from your account.",
  codes_replaced: "Your recovery codes were replaced.",
} as const;

function writeAuthorization<Text>(
  { appName, change, by, person, teamName }: NoticeData["app_authorized"],
  write: Template<Text>,
): Text {
  switch (change) {
    case "authorized":
      return write`You authorized the app ${appName} in the team ${teamName}. It can reach health data on your behalf.`;
    case "ended":
      return write`${by} ended your authorization of the app ${appName} in the team ${teamName}.`;
    case "replayed":
      return person === null
        ? write`Your authorization of the app ${appName} in the team ${teamName} ended, because a code or token of the app was used twice.`
        : write`The authorization of the app ${appName} in the team ${teamName} by ${person} ended, because a code or token of the app was used twice.`;
  }
}

function writeSentence<Text>(notice: KnownNotice, write: Template<Text>): Text {
  switch (notice.kind) {
    case "new_sign_in": {
      const { device, address } = notice.data;
      const name = device ?? "an unknown device";
      return address === null
        ? write`New sign-in from ${name}.`
        : // The server has parsed the address, so it can't be anything else.
          write`New sign-in from ${name}, IP address ${{ url: address }}.`;
    }
    case "failed_sign_in": {
      const { count } = notice.data;
      return count === 1
        ? write`1 failed attempt to sign in to your account.`
        : write`${String(count)} failed attempts to sign in to your account.`;
    }
    case "password_changed":
      return notice.data.method === "password"
        ? write`Your password was changed.`
        : write`Your password was reset with a link.`;
    case "email_changed":
      return write`Your account on ByteEngine Console now has another email address: ${notice.data.email}`;
    case "second_factor_changed":
      return write`${factorChanges[notice.data.change]}`;
    case "provider_changed":
      return notice.data.change === "linked"
        ? write`You can now sign in to your account with ${notice.data.provider}.`
        : write`You can no longer sign in to your account with ${notice.data.provider}.`;
    case "role_changed":
      return write`${notice.data.by} made you ${notice.data.role} in the team ${notice.data.teamName}.`;
    case "team_suspended": {
      const { change, teamName, reason } = notice.data;
      if (change === "reinstated") {
        return write`The team ${teamName} was reinstated. Its members can use it again, and its keys work again.`;
      }
      return reason === null
        ? write`The team ${teamName} was suspended. Its keys are rejected, and nobody can use it.`
        : write`The team ${teamName} was suspended. Its keys are rejected, and nobody can use it. Reason: ${reason}`;
    }
    case "key_changed": {
      const { by, change, keyName, environment, teamName } = notice.data;
      return write`${by} ${change} the key ${keyName} (${environment}) in the team ${teamName}.`;
    }
    case "key_expiring":
      return write`The key ${notice.data.keyName} in the team ${notice.data.teamName} expires in ${countDays(notice.data.days)}.`;
    case "gateway_changed": {
      const { by, change, serverName, teamName } = notice.data;
      return change === "turned_on"
        ? write`${by} turned on the gateway of the FHIR server ${serverName} in the team ${teamName}. Apps with scopes for its data can reach it now.`
        : write`${by} allowed API keys to use the gateway of the FHIR server ${serverName} in the team ${teamName}.`;
    }
    case "app_authorized":
      return writeAuthorization(notice.data, write);
  }
}

/** The text of the bell. */
export function describeNotice(notice: KnownNotice): string {
  return writeSentence(notice, plain);
}

/** The same in an email, where a name must not become a link. */
export function describeNoticeInMail(notice: KnownNotice): MailText {
  return writeSentence(notice, mailText);
}

/** The page about the notice, below the console's origin. */
export function getNoticePath(notice: KnownNotice): string {
  switch (notice.kind) {
    case "new_sign_in":
      return "/account/sessions";
    case "failed_sign_in":
    case "password_changed":
    case "second_factor_changed":
    case "provider_changed":
      return "/account/security";
    case "email_changed":
      return "/account";
    case "role_changed":
    case "team_suspended":
      return `/t/${notice.data.teamSlug}`;
    case "key_changed":
    case "key_expiring":
      return `/t/${notice.data.teamSlug}/settings/api-keys/${notice.data.keyId}`;
    case "gateway_changed":
      return `/t/${notice.data.teamSlug}/health-data/${notice.data.serverId}`;
    case "app_authorized":
      return notice.data.person === null
        ? "/account/apps"
        : `/t/${notice.data.teamSlug}/apps/${notice.data.appId}`;
  }
}

export function getNoticeAdvice(kind: NoticeKind): MailText {
  return noticeAdvice[kind];
}

/** The subject of an email about one notice. */
function describeInSubject(notice: KnownNotice): MailText {
  switch (notice.kind) {
    case "new_sign_in":
      return mailText`New sign-in to your account`;
    case "failed_sign_in":
      return mailText`Failed sign-ins to your account`;
    case "password_changed":
      return mailText`Your password was changed`;
    case "email_changed":
      return mailText`Your email address on ByteEngine Console`;
    case "second_factor_changed":
      return mailText`Your two-factor authentication was changed`;
    case "provider_changed":
      return mailText`The sign-in providers of your account were changed`;
    case "role_changed":
      return mailText`Your role in ${notice.data.teamName} was changed`;
    case "team_suspended":
      return mailText`The team ${notice.data.teamName} was ${notice.data.change}`;
    case "key_changed":
      return mailText`The key ${notice.data.keyName} was ${notice.data.change}`;
    case "key_expiring":
      return mailText`The key ${notice.data.keyName} expires in ${countDays(notice.data.days)}`;
    case "gateway_changed":
      return mailText`The gateway of ${notice.data.serverName} was ${notice.data.change === "turned_on" ? "turned on" : "opened to API keys"}`;
    case "app_authorized":
      return mailText`The authorization of ${notice.data.appName} ${notice.data.change === "authorized" ? "was given" : "ended"}`;
  }
}

/** The subject of an email about these notices of one kind. Null if there are none. */
export function createSubject(notices: readonly KnownNotice[]): MailText | null {
  const [first] = notices;
  if (first === undefined) return null;
  if (notices.length === 1) return describeInSubject(first);
  return mailText`${noticeLabels[first.kind]} (${String(notices.length)})`;
}
