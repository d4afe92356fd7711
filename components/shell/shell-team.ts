import type { Role } from "#lib/domain/rbac/roles.ts";

export interface ShellTeam {
  id: string;
  slug: string;
  name: string;
  /** The role of the person who is signed in. */
  role: Role;
  /** When this person needs two-factor authentication, which they don't have, to use the team. Null: they don't. */
  twoFactorDueAt: string | null;
  /** When an administrator of the console suspended the team. Null: it isn't suspended. */
  suspendedAt: string | null;
}
