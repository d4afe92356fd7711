/** The closed list of what the console tells people. Security notices can't be turned off. */
export const noticeKinds = [
  "new_sign_in",
  "failed_sign_in",
  "password_changed",
  "email_changed",
  "second_factor_changed",
  "provider_changed",
  "role_changed",
  "team_suspended",
  "key_changed",
  "key_expiring",
  "gateway_changed",
  "app_authorized",
] as const;

export type NoticeKind = (typeof noticeKinds)[number];

const securityKinds: ReadonlySet<NoticeKind> = new Set([
  "new_sign_in",
  "failed_sign_in",
  "password_changed",
  "email_changed",
  "second_factor_changed",
  "provider_changed",
  "role_changed",
  "team_suspended",
]);

export function isSecurityKind(kind: NoticeKind): boolean {
  return securityKinds.has(kind);
}

export function isNoticeKind(kind: string): kind is NoticeKind {
  return noticeKinds.some((known) => known === kind);
}

// Type aliases, because a JSON column accepts no interfaces.
type OfTeam = { teamName: string; teamSlug: string };
type OfKey = OfTeam & { keyId: string; keyName: string };

type FactorChange = "turned_on" | "turned_off" | "factor_added" | "factor_removed" | "codes_replaced";

/** What a notice of each kind knows: names and IDs, nothing secret. */
export interface NoticeData {
  new_sign_in: { device: string | null; address: string | null };
  /** Collected for an hour. */
  failed_sign_in: { count: number };
  password_changed: { method: "password" | "mail" | "command" };
  email_changed: { email: string };
  second_factor_changed: { change: FactorChange };
  provider_changed: { provider: string; change: "linked" | "unlinked" };
  role_changed: OfTeam & { role: string; by: string };
  team_suspended: OfTeam & { change: "suspended" | "reinstated"; reason: string | null };
  key_changed: OfKey & { change: "created" | "rotated" | "deleted"; environment: string; by: string };
  key_expiring: OfKey & { days: number };
  gateway_changed: OfTeam & {
    serverId: string;
    serverName: string;
    change: "turned_on" | "keys_allowed";
    by: string;
  };
  app_authorized: OfTeam & {
    appId: string;
    appName: string;
    change: "authorized" | "ended" | "replayed";
    by: string;
    /** Who authorized the app. Null: the person who is told. */
    person: string | null;
  };
}

/** A notice with the data of its kind. */
export type KnownNotice = { [Kind in NoticeKind]: { kind: Kind; data: NoticeData[Kind] } }[NoticeKind];

/** The days before the expiry of a key at which its people are told. */
export const expiryNoticeDays = [30, 14, 7, 1] as const;
