import type { EmailChangeDto } from "#lib/contract/people/email-change.ts";
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
  /** Null: they sign in only through a provider. */
  password: { changedAt: string | null } | null;
  providers: readonly { id: string; name: string; linkedAt: string }[];
  teams: readonly {
    id: string;
    slug: string;
    name: string;
    role: "viewer" | "developer" | "admin" | "owner";
  }[];
}

/** A session with its browser and system, such as `Chrome on macOS`. */
export type SessionView = SessionDto & { device: string | null; kind: "desktop" | "mobile" | "program" };

export interface SessionsData {
  sessions: readonly SessionView[];
  /** When the page was rendered, in ISO 8601. */
  now: string;
}
