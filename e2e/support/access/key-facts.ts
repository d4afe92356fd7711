import type { Role } from "#lib/domain/rbac/roles.ts";

/** All facts about one key and one of its secrets, or about an app and one of its tokens, as a test states them. */
export interface KeyFacts {
  keyId: string;
  secretId: string;
  teamId: string;
  name: string;
  isTeamDeleted: boolean;
  isTeamSuspended: boolean;
  environment: string;
  teamEnvironments: readonly string[];
  /** An app: this is one of its tokens, whose secret is the one that it was requested with. */
  owner: TeamOwner | PersonOwner | AppOwner;
  permissions: "inherit" | readonly string[];
  teamPermissions: readonly string[];
  resources: readonly string[];
  allowedIps: readonly string[];
  perMinute: number | null;
  per10Seconds: number | null;
  expiresAtMs: number | null;
  disabledAtMs: number | null;
  revokedAtMs: number | null;
  /** Null if the secret is the current one. */
  secretEndsAtMs: number | null;
  secretCreatedAtMs: number;
  externalId: string | null;
  metadata: Readonly<Record<string, string | number>>;
}

interface TeamOwner {
  kind: "team";
  role: Role | null;
}

export interface AppOwner {
  kind: "app";
  role: Role;
  /** What its tokens can have at most, and what this one was issued with. */
  scopes: readonly string[];
  tokenScopes: readonly string[];
  deletedAtMs: number | null;
  /** Whether the token was requested with an assertion, and when the app's public keys changed. */
  isOfAssertion: boolean;
  tokensEndedAtMs: number | null;
  /** What a person gave, to which the token belongs. Null: the app acts by itself. */
  grant: GrantFacts | null;
}

export interface GrantFacts {
  userId: string;
  isSuspended: boolean;
  membership: { role: Role; status: "active" | "suspended" | "removed" } | null;
  createdAtMs: number;
  joinedAtMs: number;
  expiresAtMs: number;
  endedAtMs: number | null;
  serverDeletedAtMs: number | null;
  patientId: string | null;
  encounterId: string | null;
  intent: string | null;
  /** Who the person is on the server. Null: it isn't known. */
  reference: string | null;
}

interface PersonOwner {
  kind: "person";
  userId: string;
  isSuspended: boolean;
  isInstanceOwner: boolean;
  membership: { role: Role; status: "active" | "suspended" | "removed" } | null;
}

const toDate = (ms: number | null) => (ms === null ? null : new Date(ms));

/** The row that the database would return, with the columns of readKeyRecordSql. */
export function toKeyRow(facts: KeyFacts): Record<string, unknown> {
  const { owner } = facts;
  const person = owner.kind === "person" ? owner : null;
  const membership = person?.membership ?? null;
  return {
    key_id: facts.keyId,
    secret_id: facts.secretId,
    team_id: facts.teamId,
    team_deleted_at: facts.isTeamDeleted ? new Date(0) : null,
    team_suspended_at: facts.isTeamSuspended ? new Date(0) : null,
    name: facts.name,
    environment_id: `env_${facts.environment}`,
    environment_slug: facts.environment,
    allows_team_management: facts.environment === "production",
    owner_type: owner.kind === "person" ? "user" : "team",
    owner_role: owner.kind === "person" ? null : owner.role,
    user_id: person?.userId ?? null,
    user_status: person === null ? null : person.isSuspended ? "suspended" : "active",
    is_instance_owner: person?.isInstanceOwner ?? null,
    member_id: membership === null ? null : `mem_${person?.userId}`,
    member_role: membership?.role ?? null,
    member_status: membership?.status ?? null,
    inherits_permissions: facts.permissions === "inherit",
    permissions: facts.permissions === "inherit" ? [] : facts.permissions,
    team_permissions: facts.teamPermissions,
    team_environments: facts.teamEnvironments,
    resources: facts.resources,
    allowed_ips: facts.allowedIps,
    rate_limit_per_minute: facts.perMinute,
    rate_limit_per_10_seconds: facts.per10Seconds,
    metadata: facts.metadata,
    external_id: facts.externalId,
    expires_at: toDate(facts.expiresAtMs),
    disabled_at: toDate(facts.disabledAtMs),
    revoked_at: toDate(facts.revokedAtMs),
    secret_created_at: new Date(facts.secretCreatedAtMs),
    secret_ends_at: toDate(facts.secretEndsAtMs),
  };
}

/** The row of an app's token that the database would return, with the columns of readTokenRecordSql. */
export function toTokenRow(facts: KeyFacts, owner: AppOwner): Record<string, unknown> {
  const shared = toKeyRow(facts);
  return {
    ...shared,
    app_id: facts.keyId,
    role: owner.role,
    app_scopes: owner.scopes,
    scopes: owner.tokenScopes,
    deleted_at: toDate(owner.deletedAtMs),
    tokens_ended_at: toDate(owner.tokensEndedAtMs),
    secret_id: owner.isOfAssertion ? null : facts.secretId,
    secret_ends_at: owner.isOfAssertion ? null : shared.secret_ends_at,
    grant_id: owner.grant === null ? null : `grant_${facts.keyId}`,
    created_at: shared.secret_created_at,
  };
}

/** The row of the grant of a token, with the columns of readGrantRecordSql. */
export function toGrantRow(keyId: string, grant: GrantFacts): Record<string, unknown> {
  const { membership } = grant;
  return {
    id: `grant_${keyId}`,
    server_id: "srv_1",
    base_url: "https://fhir.example.com/r4",
    patient_id: grant.patientId,
    created_at: new Date(grant.createdAtMs),
    expires_at: new Date(grant.expiresAtMs),
    ended_at: toDate(grant.endedAtMs),
    server_deleted_at: toDate(grant.serverDeletedAtMs),
    user_id: grant.userId,
    user_status: grant.isSuspended ? "suspended" : "active",
    is_instance_owner: true,
    member_id: membership === null ? null : `mem_${grant.userId}`,
    member_role: membership?.role ?? null,
    member_status: membership?.status ?? null,
    joined_at: membership === null ? null : new Date(grant.joinedAtMs),
    reference: grant.reference,
    encounter_id: grant.encounterId,
    intent: grant.intent,
  };
}

/** A valid key of an active owner without restrictions, unless overridden. */
export function createKeyFacts(fields: Partial<KeyFacts> = {}): KeyFacts {
  return {
    keyId: "key_1",
    secretId: "sec_1",
    teamId: "team_1",
    name: "Key",
    isTeamDeleted: false,
    isTeamSuspended: false,
    environment: "development",
    teamEnvironments: ["development", "production"],
    owner: {
      kind: "person",
      userId: "user_1",
      isSuspended: false,
      isInstanceOwner: false,
      membership: { role: "owner", status: "active" },
    },
    permissions: "inherit",
    teamPermissions: [],
    resources: [],
    allowedIps: [],
    perMinute: null,
    per10Seconds: null,
    expiresAtMs: null,
    disabledAtMs: null,
    revokedAtMs: null,
    secretEndsAtMs: null,
    secretCreatedAtMs: 0,
    externalId: null,
    metadata: {},
    ...fields,
  };
}
