import type { Role } from "#lib/rbac/roles.ts";

/** A value of a key's metadata. */
export type MetadataValue = string | number | boolean | null;

export interface KeyEnvironment {
  id: string;
  slug: string;
  /** Whether its keys may manage people and the team. */
  allowsTeamManagement: boolean;
}

export interface KeyRateLimit {
  perMinute: number | null;
  per10Seconds: number | null;
}

/** All that deciding about one presented secret needs, as plain data. */
export interface KeyRecord {
  keyId: string;
  secretId: string;
  teamId: string;
  name: string;
  environment: KeyEnvironment;
  owner: {
    type: "user" | "team";
    id: string;
    name: string;
    /** The owner's role now; for a team-owned key the role it was given. */
    role: Role;
    status: "active" | "suspended" | "removed";
    isInstanceOwner: boolean;
  };
  /** The owner's membership in the team; null: a team's own key, or a person who was never in it. */
  memberId: string | null;
  inheritsPermissions: boolean;
  permissions: readonly string[];
  /** The team's own permission names, the retired ones left out. */
  teamPermissions: readonly string[];
  /** Short names of the team's environments, the retired ones left out. */
  teamEnvironments: readonly string[];
  /** Empty: not limited to single resources. */
  resources: readonly string[];
  /** CIDR blocks; empty: any address. */
  allowedIps: readonly string[];
  /** Null: the instance's default. */
  rateLimit: KeyRateLimit | null;
  metadata: Readonly<Record<string, MetadataValue>>;
  externalId: string | null;
  /** Times are in milliseconds since 1970: a `Date` takes seven times the memory of a number. */
  expiresAtMs: number | null;
  disabledAtMs: number | null;
  revokedAtMs: number | null;
  secretCreatedAtMs: number;
  /** When the presented secret's grace period ends; null: it is the current secret. */
  secretEndsAtMs: number | null;
  isTeamDeleted: boolean;
}
