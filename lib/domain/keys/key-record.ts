import type { Role } from "#lib/domain/rbac/roles.ts";

/** A value of a key's metadata. */
export type MetadataValue = string | number | boolean | null;

export interface KeyEnvironment {
  id: string;
  slug: string;
  /** Whether its keys can manage members and the team. */
  allowsTeamManagement: boolean;
}

export interface KeyRateLimit {
  perMinute: number | null;
  per10Seconds: number | null;
}

/** What a credential belongs to: an API key, or an app that got an access token. */
export type CredentialKind = "key" | "app";

/** What a person gave an app in one authorization, as far as it limits a token (ADR 0045). */
export interface GrantRecord {
  id: string;
  /** The only FHIR server that its tokens reach, as long as it has this base URL. */
  serverId: string;
  baseUrl: string;
  /** The id of the patient in context on that server. Null: none. */
  patientId: string | null;
  /** What the person may do on that server now, in letters of SMART scopes, by the level of a scope. */
  letters: Readonly<Record<"user" | "patient", string>>;
  context: GrantContext;
}

/** What else introspection says about a grant. */
export interface GrantContext {
  /** Every scope that the token still has, also those that open no data. */
  scopes: readonly string[];
  encounterId: string | null;
  intent: string | null;
  /** Who the person is on the server, such as `Practitioner/123`. Null: it isn't known, or the app can't know it. */
  fhirUser: string | null;
}

/** Everything needed to verify one presented secret or access token, as plain data. */
export interface KeyRecord {
  credential: CredentialKind;
  /** The id of the key, or of the app. All tokens of an app share its limits and usage. */
  keyId: string;
  /** Of an app's token: the client secret with which it was requested, or the app's id if it was an assertion. */
  secretId: string;
  teamId: string;
  name: string;
  environment: KeyEnvironment;
  owner: {
    type: "user" | "team";
    id: string;
    /** The owner's current role. For a team-owned key, the role it was created with. */
    role: Role;
    status: "active" | "suspended" | "removed";
    isInstanceOwner: boolean;
  };
  /** The owner's membership in the team. Null for a team-owned key, or a person who was never a member. */
  memberId: string | null;
  inheritsPermissions: boolean;
  permissions: readonly string[];
  /** The SMART scopes of an app's token. Empty for a key. */
  smartScopes: readonly string[];
  /** Null: a key, or a token of an app that acts by itself. */
  grant: GrantRecord | null;
  /** The names of the team's custom permissions, without retired ones. */
  teamPermissions: readonly string[];
  /** The slugs of the team's environments, without retired ones. */
  teamEnvironments: readonly string[];
  /** Empty: not limited to specific resources. */
  resources: readonly string[];
  /** CIDR blocks. Empty: any IP address. */
  allowedIps: readonly string[];
  /** Null: the instance's default. */
  rateLimit: KeyRateLimit | null;
  metadata: Readonly<Record<string, MetadataValue>>;
  externalId: string | null;
  /** Times are in milliseconds since 1970, because a `Date` takes seven times the memory of a number. */
  expiresAtMs: number | null;
  disabledAtMs: number | null;
  revokedAtMs: number | null;
  secretCreatedAtMs: number;
  /** When the presented secret's grace period ends. Null: it is the current secret. */
  secretEndsAtMs: number | null;
  isTeamDeleted: boolean;
  isTeamSuspended: boolean;
}
