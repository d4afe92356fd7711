import { type AuditField, isAuditField } from "#lib/contract/team/audit-fields.ts";

/** What an event can record, as it reads within a sentence: "Ada changed the environment Production: keys must expire". */
const labels: Readonly<Record<AuditField, string>> = {
  accountId: "linked account",
  addedMembers: "added members",
  adopted: "existing account",
  allowedIps: "allowed IP addresses",
  allowsTeamManagement: "keys can manage the team",
  notifiesKeyChanges: "notices about key changes",
  areRightsFrozen: "permissions reduced to those of the new owner",
  attempts: "attempts",
  baseUrl: "base URL",
  color: "color",
  current: "signed out themselves",
  description: "description",
  emailVerified: "verified email address",
  ended: "secrets that stopped working",
  endedSessionCount: "number of sessions signed out",
  endedSessions: "sessions signed out",
  environment: "environment",
  environments: "environments",
  expiresAt: "expiry",
  externalId: "external ID",
  fhirVersion: "FHIR version",
  format: "format",
  from: "previous owner",
  gracePeriodSeconds: "grace period",
  groups: "from groups",
  handedOverKeys: "transferred keys",
  id: "ID",
  instructions: "instructions",
  invitationId: "invitation ID",
  invited: "by invitation",
  issuer: "issuer",
  keysAtOffboarding: "keys of people who leave",
  keyCreatorRole: "minimum role to generate keys",
  label: "name",
  listedByKeys: "keys that listed it",
  maxKeyLifetimeSeconds: "maximum lifetime",
  metadata: "metadata",
  method: "method",
  name: "name",
  order: "order",
  owner: "owner",
  ownerUserId: "owner",
  permissions: "permissions",
  policyReportOnly: "report only",
  policyViolations: "environment rules it breaks",
  position: "position",
  provider: "sign-in provider",
  provisioningToken: "provisioning token",
  rateLimit: "rate limit",
  rateLimitPer10SecondsMax: "maximum requests per 10 seconds",
  rateLimitPerMinuteMax: "maximum requests per minute",
  reason: "reason",
  remainingRecoveryCodes: "recovery codes left",
  requiresAllowedIps: "requires allowed IPs",
  requiresExpiry: "keys must expire",
  resources: "resources",
  revokedKeys: "deleted keys",
  role: "role",
  roleBefore: "previous role of the new owner",
  removedMembers: "removed members",
  removedPasskeys: "removed passkeys",
  secondFactor: "second factor",
  secretId: "secret ID",
  slug: "short name",
  source: "source",
  status: "status",
  team: "team",
  to: "new owner",
  twoFactorRequiredFrom: "two-factor authentication required from",
  userId: "member",
};

/** The label of a field within a sentence. Events of other releases can have fields without a label. */
export function nameField(field: string): string {
  if (isAuditField(field)) return labels[field];
  return field.replaceAll(/[A-Z]|\d+/g, (part) => ` ${part.toLowerCase()}`);
}

/** The label of a field at the beginning of a line. */
export function titleField(field: string): string {
  const name = nameField(field);
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
