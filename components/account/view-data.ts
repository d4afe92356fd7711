import type { EmailChangeDto } from "#lib/contract/people/email-change.ts";
import type { PasskeyDto } from "#lib/contract/people/passkeys.ts";
import type { SessionDto } from "#lib/contract/people/sessions.ts";

/** What the account pages show a person about themselves. */
export interface AccountData {
  name: string;
  email: string;
  isEmailVerified: boolean;
  /** Whether this console can send the verification link. */
  canMail: boolean;
  createdAt: string;
  emailChange: EmailChangeDto["pending"];
  /** False: only administrators of this console can use a password. */
  allowsPasswords: boolean;
  /** Null: they sign in only through a provider, or can't use their password. */
  password: { changedAt: string | null } | null;
  teams: readonly {
    id: string;
    slug: string;
    name: string;
    role: "viewer" | "developer" | "admin" | "owner";
    suspendedAt: string | null;
  }[];
}

/** A person's passkeys, and whether this page can add one. */
export interface PasskeysData {
  passkeys: readonly PasskeyDto[];
  /** Why browsers allow no passkeys at this page's address, and the same page at an address where they do. */
  unavailable: { reason: "ip_address" | "insecure" | "unknown_host"; localUrl: string | null } | null;
  /** The host name that new passkeys belong to. */
  host: string | null;
  /** The name of a new passkey, such as `Chrome on macOS`. */
  suggestedName: string;
}

/** A session with its browser and system, such as `Chrome on macOS`. */
export type SessionView = SessionDto & { device: string | null; kind: "desktop" | "mobile" | "program" };

export interface SessionsData {
  sessions: readonly SessionView[];
  /** When the page was rendered, in ISO 8601. */
  now: string;
}
