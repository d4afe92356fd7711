import type { AppDto } from "#lib/contract/apps/app-output.ts";
import type { AppRuleDto, TrustedIssuerDto } from "#lib/contract/apps/federation-output.ts";
import type { GrantDto, PersonLinkDto } from "#lib/contract/apps/launch-output.ts";
import { createKeySchema, type KeyDto } from "#lib/contract/keys/keys.ts";
import type { PermissionDto } from "#lib/contract/keys/permissions.ts";
import type { RequestDto } from "#lib/contract/keys/requests.ts";
import type { GroupDto } from "#lib/contract/people/groups.ts";
import type { InvitationDto } from "#lib/contract/people/invitations.ts";
import type { MemberDto } from "#lib/contract/people/members.ts";
import type { PasskeyDto } from "#lib/contract/people/passkeys.ts";
import type { LinkedProviderDto } from "#lib/contract/people/providers.ts";
import type { SessionDto } from "#lib/contract/people/sessions.ts";
import type { FhirCredentialDto } from "#lib/contract/resources/fhir-gateway.ts";
import type { FhirServerDto } from "#lib/contract/resources/fhir-servers.ts";
import type { WorkerDto } from "#lib/contract/resources/workers.ts";
import type { AuditEventDto } from "#lib/contract/team/audit-events.ts";
import type { EnvironmentDto } from "#lib/contract/team/environments.ts";
import type { TeamDto } from "#lib/contract/team/teams.ts";

// The objects that all examples share, so that an id in one response is valid in the next request.

export const ids = {
  key: "key_01m84g7mvxezsb4m2hg4bk46qn",
  secret: "sec_01m84g7mvye1bswmy4cy9stv9q",
  nextSecret: "sec_01m84g7mvyev3rdqyd0gxy7s3y",
  team: "team_01m84g7mvye8wb4vq8t03062b6",
  user: "user_01m84g7mvyecfr996v095v3zzr",
  member: "mem_01m84g7mvye7bagz1vc8f19437",
  otherUser: "user_01m84g7mvyefcvxvwnwc79h28m",
  otherMember: "mem_01m84g7mvyejp8ghprsyye8pme",
  invitation: "inv_01m84g7mvye6ythqz2hfeh652c",
  group: "tgr_01m84g7mvye8q5w0b3d9x7k2vn",
  session: "ses_01m84g7mvyew79xmjdm17s53br",
  passkey: "pky_01m84g7mvyew79xmjdm17s53bs",
  account: "acc_01m84g7mvyew79xmjdm17s53bt",
  event: "evt_01m84g7mvyevgav73gd7574eqx",
  fhirServer: "srv_01m84g7mvyemm8y5mjarjwv3vh",
  worker: "wrk_01m84g7mvye85at5kb0krwfh13",
  app: "app_01m84g7mvye3t6c9n4z0w8v5rd",
  appSecret: "asec_01m84g7mvye1bswmy4cy9stv9q",
  appRule: "rule_01m84g7mvye1bswmy4cy9stv9r",
  appGrant: "grant_01m84g7mvye1bswmy4cy9stv9w",
  trustedIssuer: "iss_01m84g7mvye1bswmy4cy9stv9t",
  exchangeRefusal: "xref_01m84g7mvye1bswmy4cy9stv9v",
  nextAppSecret: "asec_01m84g7mvyev3rdqyd0gxy7s3y",
  environment: "env_01m84g7mvyetpaqe04mhvc54cw",
  permission: "perm_01m84g7mvyesjag707hyed5wvf",
  request: "req_01m84g7mvyerqy7b6a0s1v2n4k",
  provisioningToken: "ptok_01m84g7mvyecn9w2f5d8x3k7qb",
} as const;

export const request: RequestDto = {
  id: ids.request,
  at: "2026-01-12T16:20:30.000Z",
  endpoint: "auth",
  outcome: "INSUFFICIENT_PERMISSIONS",
  key: { id: ids.key, name: "Billing service" },
  secretId: ids.secret,
  environment: "production",
  permissions: ["workers:write"],
  resource: null,
  address: "203.0.113.9",
  service: null,
  more: 0,
};

/** Shortened, because a complete secret would trigger secret scanners. */
export const secret = "be_1234567890abcdef...";

const createdAt = "2026-01-05T09:00:00.000Z";
const usedAt = "2026-01-12T16:20:30.000Z";

/** What the API fills in for a key that sets only the required fields. */
const keyWithDefaults = createKeySchema.parse({ name: "Billing service", environment: "production" });

export const key: KeyDto = {
  id: ids.key,
  teamId: ids.team,
  ...keyWithDefaults,
  description: "Nightly invoices",
  owner: { type: "user", id: ids.user, name: "Ada Lovelace", role: "developer" },
  permissions: ["workers:read", "fhir.servers:read"],
  effectivePermissions: ["fhir.servers:read", "workers:read"],
  expiresAt: "2026-12-31T23:59:59.000Z",
  allowedIps: ["203.0.113.0/24"],
  metadata: { costCenter: "4711" },
  status: "active",
  hint: "be_Ab3dEf…x9Kd",
  createdAt,
  updatedAt: createdAt,
  lastUsedAt: usedAt,
  secrets: [{ id: ids.secret, hint: "be_Ab3dEf…x9Kd", createdAt, endsAt: null, lastUsedAt: usedAt }],
};

export const rotatingKey: KeyDto = {
  ...key,
  status: "rotating",
  hint: "be_Qw7rTy…p2Lm",
  secrets: [
    {
      id: ids.nextSecret,
      hint: "be_Qw7rTy…p2Lm",
      createdAt: "2026-01-13T10:00:00.000Z",
      endsAt: null,
      lastUsedAt: null,
    },
    {
      id: ids.secret,
      hint: "be_Ab3dEf…x9Kd",
      createdAt,
      endsAt: "2026-01-14T10:00:00.000Z",
      lastUsedAt: usedAt,
    },
  ],
};

export const team: TeamDto = {
  id: ids.team,
  slug: "analytical-engines",
  name: "Analytical Engines",
  role: "owner",
  keyRateLimitMax: { perMinute: 5000, per10Seconds: null },
  twoFactorRequiredFrom: null,
  suspendedAt: null,
  createdAt,
};

export const member: MemberDto = {
  id: ids.otherMember,
  userId: ids.otherUser,
  name: "Charles Babbage",
  email: "charles@example.com",
  role: "developer",
  status: "active",
  joinedAt: createdAt,
  lastActiveAt: usedAt,
  hasTwoFactor: true,
  groups: null,
  liveKeys: 2,
};

export const invitation: InvitationDto = {
  id: ids.invitation,
  teamId: ids.team,
  email: "mary@example.com",
  role: "developer",
  status: "pending",
  invitedBy: { id: ids.user, name: "Ada Lovelace" },
  createdAt,
  expiresAt: "2026-01-12T09:00:00.000Z",
};

export const group: GroupDto = {
  id: ids.group,
  teamId: ids.team,
  groupName: "engineering",
  role: "developer",
  effectiveRole: "developer",
  createdBy: { id: ids.user, name: "Ada Lovelace" },
  members: 4,
  createdAt,
};

export const invitationUrl = "https://console.example.com/invitations/TOKEN";

export const environment: EnvironmentDto = {
  id: ids.environment,
  slug: "production",
  label: "Production",
  color: "red",
  position: 2,
  keyCreatorRole: "admin",
  maxKeyLifetimeSeconds: 31_536_000,
  requiresExpiry: true,
  requiresAllowedIps: false,
  policyReportOnly: false,
  allowsTeamManagement: true,
  notifiesKeyChanges: true,
};

export const permission: PermissionDto = {
  id: ids.permission,
  name: "invoices:read",
  description: "Read invoices",
  role: "viewer",
  listedByKeys: 3,
  createdAt,
};

export const linkedProvider: LinkedProviderDto = {
  id: ids.account,
  provider: "github",
  name: "GitHub",
  linkedAt: "2026-01-05T09:00:00.000Z",
  canUnlink: true,
};

export const passkey: PasskeyDto = {
  id: ids.passkey,
  name: "Chrome on macOS",
  host: "console.example.com",
  isSynced: true,
  createdAt: "2026-01-10T09:30:00.000Z",
  lastUsedAt: "2026-01-15T08:12:00.000Z",
};

export const session: SessionDto = {
  id: ids.session,
  current: true,
  createdAt,
  lastSeenAt: usedAt,
  address: "203.0.113.9",
  agent: "Mozilla/5.0",
};

const fhirCredential: FhirCredentialDto = {
  kind: "backend-services",
  isUsable: true,
  clientId: "byteengine",
  scopes: "system/*.cruds",
  tokenUrl: "https://fhir.example.com/token",
  jwks: {
    keys: [
      {
        kty: "EC",
        crv: "P-384",
        x: "PZ8CVgzeJ2JPWZ7WiV97aJGIMAEmrXXclVAcYLDPeGQ1k6TrxZFEdZxBAVaWADEI",
        y: "3GjDzqhkjA-NIcbyLIaLrR0Sx6O4yYXfcBWzcVMgcvj6V4o_nApgOCN3Y5p7ZIE9",
        kid: "gJzLQpGg7vHn5nFv3rxFdkGmMzEYkgGTTBfVfz9xU8o",
        alg: "ES384",
        use: "sig",
      },
    ],
  },
  createdAt,
};

export const fhirServer: FhirServerDto = {
  id: ids.fhirServer,
  teamId: ids.team,
  name: "Ward records",
  baseUrl: "https://fhir.example.com/r4",
  environment: "production",
  fhirVersion: "R4",
  gateway: {
    enabled: true,
    allowsKeys: false,
    url: "https://console.example.com/v1/api/fhir/servers/srv_01m84g7mvyemm8y5mjarjwv3vh/fhir",
  },
  credential: fhirCredential,
  createdAt,
  updatedAt: createdAt,
};

export const worker: WorkerDto = {
  id: ids.worker,
  teamId: ids.team,
  name: "Discharge summaries",
  description: "Drafts summaries for review",
  instructions: "Summarize the encounter in plain words. List every medication.",
  status: "active",
  environment: "production",
  createdAt,
  updatedAt: createdAt,
};

/** Shortened, as the secret of a key. */
export const appSecret = "be_app_1234567890abcdef...";

const creator = { id: ids.user, name: "Ada Lovelace", isMember: true };

export const app: AppDto = {
  id: ids.app,
  teamId: ids.team,
  name: "Nightly reports",
  description: "Writes the morning report of each ward",
  kind: "service",
  environment: "production",
  scopes: ["workers:read", "system/Observation.rs"],
  redirectUris: [],
  launchUri: null,
  jwks: null,
  jwksUri: null,
  tokenFormat: "opaque",
  allowedIps: ["203.0.113.0/24"],
  rateLimit: null,
  role: "viewer",
  status: "active",
  createdAt,
  updatedAt: createdAt,
  lastTokenAt: usedAt,
  secrets: [
    {
      id: ids.appSecret,
      hint: "be_app_Ab3dEf…x9Kd",
      createdAt,
      endsAt: null,
      lastUsedAt: usedAt,
      creator,
    },
  ],
};

export const trustedIssuer: TrustedIssuerDto = {
  id: ids.trustedIssuer,
  teamId: ids.team,
  name: "GitHub Actions",
  preset: "github",
  issuer: "https://token.actions.githubusercontent.com",
  jwks: null,
  ruleCount: 1,
  createdAt,
  updatedAt: createdAt,
};

export const appRule: AppRuleDto = {
  id: ids.appRule,
  name: "Deployments from main",
  issuer: {
    id: ids.trustedIssuer,
    name: trustedIssuer.name,
    preset: "github",
    issuer: trustedIssuer.issuer,
  },
  audience: "https://console.example.com",
  claims: { repository_id: ["12345678"], ref: ["refs/heads/main"] },
  createdAt,
  lastUsedAt: usedAt,
};

export const appWithNextSecret: AppDto = {
  ...app,
  updatedAt: "2026-01-13T10:00:00.000Z",
  secrets: [
    {
      id: ids.nextAppSecret,
      hint: "be_app_Qw7rTy…p2Lm",
      createdAt: "2026-01-13T10:00:00.000Z",
      endsAt: null,
      lastUsedAt: null,
      creator,
    },
    {
      id: ids.appSecret,
      hint: "be_app_Ab3dEf…x9Kd",
      createdAt,
      endsAt: "2026-01-14T10:00:00.000Z",
      lastUsedAt: usedAt,
      creator,
    },
  ],
};

export const grant: GrantDto = {
  id: ids.appGrant,
  app: { id: ids.app, name: "Reports", kind: "confidential" },
  team: { id: ids.team, name: "Acme" },
  person: { id: ids.user, name: "Ada Lovelace" },
  fhirServer: { id: ids.fhirServer, name: "Ward" },
  scopes: ["launch/patient", "patient/Observation.rs", "offline_access"],
  hasPatient: true,
  status: "active",
  createdAt,
  expiresAt: "2026-04-12T16:20:30.000Z",
  lastTokenAt: usedAt,
  endedAt: null,
};

export const endedGrant: GrantDto = { ...grant, status: "ended", endedAt: "2026-01-13T10:00:00.000Z" };

export const personLink: PersonLinkDto = {
  person: { id: ids.user, name: "Ada Lovelace", email: "ada@example.com" },
  reference: "Practitioner/123",
  createdAt,
};

export const auditEvent: AuditEventDto = {
  id: ids.event,
  seq: 42,
  action: "key.create",
  actor: { type: "user", id: ids.user, name: "Ada Lovelace" },
  target: { type: "key", id: ids.key, name: "Billing service" },
  changes: { name: "Billing service", environment: "production" },
  address: "203.0.113.9",
  agent: "Mozilla/5.0",
  requestId: "req_01m84g7mvyehhrabkject7byh5",
  occurredAt: createdAt,
  hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
};

export function pageOf<Item>(item: Item): { data: Item[]; nextCursor: string | null } {
  return { data: [item], nextCursor: null };
}
