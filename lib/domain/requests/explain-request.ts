import type { VerdictCode } from "#lib/domain/keys/verdict.ts";
import type { RejectionCause, RequestEndpoint, RequestFacts, RequestOutcome } from "./request-facts.ts";
import { tokenStatusAdvice, tokenStatusTexts } from "./token-texts.ts";

/** The checks of a verification, in the order they are made. */
export const requestChecks = [
  "request",
  "key",
  "status",
  "expiry",
  "address",
  "environment",
  "permissions",
  "resource",
  "rate_limit",
] as const;

type RequestCheckName = (typeof requestChecks)[number];

type RequestCheckVerdict = "passed" | "failed" | "not_requested" | "not_reached";

/** Names in a message are in backticks, and times are in ISO 8601. */
export interface RequestCheck {
  name: RequestCheckName;
  verdict: RequestCheckVerdict;
  message: string;
}

/** A request of the log, as far as its explanation needs it. */
export interface ExplainedRequest {
  endpoint: RequestEndpoint;
  outcome: RequestOutcome;
  permissions: readonly string[];
  resource: string | null;
  address: string | null;
  facts: RequestFacts;
}

const failingChecks: Readonly<Record<Exclude<RequestOutcome, "VALID">, RequestCheckName>> = {
  INVALID_REQUEST: "request",
  NO_KEY: "key",
  NOT_FOUND: "key",
  REVOKED: "status",
  DISABLED: "status",
  EXPIRED: "expiry",
  IP_NOT_ALLOWED: "address",
  ENVIRONMENT_MISMATCH: "environment",
  INSUFFICIENT_PERMISSIONS: "permissions",
  RATE_LIMITED: "rate_limit",
};

function quote(names: readonly string[], count = names.length): string {
  const quoted = names.map((name) => `\`${name}\``);
  if (count > names.length) return `${quoted.join(", ")} and ${count - names.length} more`;
  return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} and ${quoted.at(-1)}`;
}

/** The check that failed first. With a full rate limit that is the limit, whatever else was wrong. */
function findFailing({ outcome, facts }: ExplainedRequest): RequestCheckName | null {
  if (outcome === "VALID") return null;
  const isOnlyResource = outcome === "INSUFFICIENT_PERMISSIONS" && facts.missing.length === 0;
  return isOnlyResource ? "resource" : failingChecks[outcome];
}

function isRequested(name: RequestCheckName, { permissions, resource, facts }: ExplainedRequest): boolean {
  if (name === "environment") return facts.requestedEnvironment !== null;
  if (name === "permissions") return permissions.length > 0;
  if (name === "resource") return resource !== null;
  return true;
}

/** What a check itself found, for a request that a rate limit rejected: `/auth` answers 429 before anything else. */
function hasFailedBeforeLimit(name: RequestCheckName, { outcome, facts }: ExplainedRequest): boolean {
  if (outcome !== "RATE_LIMITED") return false;
  if (name === "environment") return facts.verdict === "ENVIRONMENT_MISMATCH";
  if (facts.verdict !== "INSUFFICIENT_PERMISSIONS") return false;
  return name === "permissions" ? facts.missing.length > 0 : name === "resource" && facts.isOutsideResources;
}

/** `/auth` counts every request of a valid key; a service's verification counts only where nothing else failed. */
function isLimitReached({ endpoint, outcome, facts }: ExplainedRequest): boolean {
  if (endpoint === "introspect") return false;
  if (outcome === "VALID" || outcome === "RATE_LIMITED") return true;
  return endpoint === "auth" && isGoodKey(facts.verdict);
}

function isGoodKey(verdict: VerdictCode | null): boolean {
  return verdict === "ENVIRONMENT_MISMATCH" || verdict === "INSUFFICIENT_PERMISSIONS";
}

function decide(name: RequestCheckName, request: ExplainedRequest): RequestCheckVerdict {
  const failing = findFailing(request);
  if (name === failing || hasFailedBeforeLimit(name, request)) return "failed";
  if (name === "rate_limit") {
    if (request.endpoint === "introspect" && request.outcome === "VALID") return "not_requested";
    return isLimitReached(request) ? "passed" : "not_reached";
  }
  const isAfter = failing !== null && requestChecks.indexOf(name) > requestChecks.indexOf(failing);
  // With a missing permission and a wrong resource, both are wrong.
  if (isAfter && name === "resource" && failing === "permissions" && request.facts.isOutsideResources) {
    return "failed";
  }
  if (isAfter && !(name === "resource" && failing === "permissions")) return "not_reached";
  return isRequested(name, request) ? "passed" : "not_requested";
}

const statusTexts = {
  key_deleted: "The key is deleted.",
  secret_ended: "The key was rotated, and this secret has ended.",
  team_deleted: "The key's team is deleted.",
  owner_removed: "The key's owner has left the team.",
  team_suspended: "The key's team is suspended.",
  key_disabled: "The key is disabled.",
  owner_suspended: "The key's owner is suspended.",
  other_team: "The key belongs to another team.",
  malformed: "The header contains something that isn't a key.",
} as const;

/** What was presented. */
function nameCredential({ credential }: RequestFacts): "token" | "key" {
  return credential === "app" ? "token" : "key";
}

function describeStatus({ credential }: RequestFacts, cause: RejectionCause): string {
  return (credential === "app" ? tokenStatusTexts[cause] : undefined) ?? statusTexts[cause];
}

function adviseOnStatus({ credential, cause }: RequestFacts): string | null {
  if (cause === null) return null;
  return (credential === "app" ? tokenStatusAdvice[cause] : undefined) ?? statusAdvice[cause];
}

function describeKey({ outcome, facts }: ExplainedRequest): string {
  if (outcome === "NO_KEY") {
    return facts.cause === "malformed" ? statusTexts.malformed : "The request contains no key.";
  }
  if (outcome === "NOT_FOUND") {
    return facts.cause === "other_team" ? statusTexts.other_team : "No key has this secret.";
  }
  if (facts.credential === "app") return "Found, as a token of an app.";
  return facts.isSecretCurrent ? "Found, with its current secret." : "Found, with a previous secret.";
}

function describeAddress({ address, facts }: ExplainedRequest, hasFailed: boolean): string {
  const { allowedIps, allowedIpsCount } = facts;
  const name = nameCredential(facts);
  if (allowedIpsCount === 0) return `The ${name} accepts every IP address.`;
  const allowed = quote(allowedIps, allowedIpsCount);
  if (address === null) return `No IP address was sent. The ${name} accepts only ${allowed}.`;
  return hasFailed
    ? `\`${address}\` isn't in ${allowed}.`
    : `\`${address}\` is in the allowed addresses: ${allowed}.`;
}

function describePermissions({ permissions, facts }: ExplainedRequest, hasFailed: boolean): string {
  const name = nameCredential(facts);
  const had =
    facts.permissionsCount === 0
      ? `The ${name} had no permissions.`
      : `The ${name} had ${quote(facts.permissions, facts.permissionsCount)}.`;
  if (!hasFailed) return `The ${name} had ${quote(permissions)}.`;
  const are = facts.missing.length === 1 ? "is" : "are";
  return `${quote(facts.missing)} ${are} missing. ${had}`;
}

function describeExpiry({ facts }: ExplainedRequest, hasFailed: boolean): string {
  const { expiresAt } = facts;
  if (expiresAt === null) return "The key never expires.";
  const name = nameCredential(facts);
  return hasFailed ? `The ${name} expired on ${expiresAt}.` : `The ${name} expires on ${expiresAt}.`;
}

function describeLimit({ facts: { limit } }: ExplainedRequest, hasFailed: boolean): string {
  if (limit === null) return "The limit wasn't reached.";
  const period = limit.perSeconds === 60 ? "minute" : `${limit.perSeconds} seconds`;
  const text = `${limit.max.toLocaleString("en-US")} ${limit.max === 1 ? "request" : "requests"} per ${period}`;
  return hasFailed ? `The limit of ${text} was used up.` : `Within the limit of ${text}.`;
}

function describe(name: RequestCheckName, request: ExplainedRequest, hasFailed: boolean): string {
  const { facts, resource } = request;
  switch (name) {
    case "request":
      return hasFailed
        ? "A parameter is missing or not valid. The response says which."
        : "The request is valid.";
    case "key":
      return describeKey(request);
    case "status":
      return hasFailed && facts.cause !== null
        ? describeStatus(facts, facts.cause)
        : "Not deleted and not disabled.";
    case "expiry":
      return describeExpiry(request, hasFailed);
    case "address":
      return describeAddress(request, hasFailed);
    case "environment":
      return hasFailed
        ? `\`${facts.requestedEnvironment}\` was requested. The ${nameCredential(facts)} is for \`${facts.environment}\`.`
        : `The ${nameCredential(facts)} is for \`${facts.environment}\`, as requested.`;
    case "permissions":
      return describePermissions(request, hasFailed);
    case "resource":
      return hasFailed
        ? `The ${nameCredential(facts)} can't access \`${resource}\`.`
        : `The ${nameCredential(facts)} can access \`${resource}\`.`;
    case "rate_limit":
      return describeLimit(request, hasFailed);
  }
}

const notRequestedTexts: Partial<Record<RequestCheckName, string>> = {
  environment: "No environment was requested.",
  permissions: "No permission was requested.",
  resource: "No resource was requested.",
  rate_limit: "Introspection doesn't count toward the limit.",
};

/** Each check of a request in the order it is made, with its verdict. */
export function listRequestChecks(request: ExplainedRequest): RequestCheck[] {
  return requestChecks.map((name) => {
    const verdict = decide(name, request);
    if (verdict === "not_reached") return { name, verdict, message: "Not checked." };
    if (verdict === "not_requested") return { name, verdict, message: notRequestedTexts[name] ?? "" };
    return { name, verdict, message: describe(name, request, verdict === "failed") };
  });
}

const statusAdvice = {
  key_deleted: "A deleted key can't be restored. Generate a new key and use its secret.",
  secret_ended: "Use the key's current secret. If nobody has it, rotate the key.",
  team_deleted: "Use a key of another team.",
  owner_removed: "Generate a key that belongs to someone in the team, and use its secret.",
  team_suspended: "Ask an administrator of the console to reinstate the team.",
  key_disabled: "Enable the key if it should work again.",
  owner_suspended: "Reinstate the key's owner, or generate a key for someone else.",
  other_team: "Use a key of the team that the gateway is configured for.",
  malformed: "Send the secret in the `Authorization` header, after `Bearer`, or in `X-API-Key`.",
} as const;

/** What to change so that the request is accepted. Null for an accepted request. */
export function adviseOnRequest({ outcome, facts, address, resource }: ExplainedRequest): string | null {
  const holder = facts.credential ?? "key";
  switch (outcome) {
    case "VALID":
      return null;
    case "INVALID_REQUEST":
      return "Correct the parameters of the request, usually in the proxy's configuration.";
    case "NO_KEY":
      return statusAdvice.malformed;
    case "NOT_FOUND":
      return facts.cause === "other_team"
        ? statusAdvice.other_team
        : "Check that the whole secret is sent, and that it is a secret of this console.";
    case "REVOKED":
    case "DISABLED":
      return adviseOnStatus(facts);
    case "EXPIRED":
      return facts.credential === "app"
        ? "Request a new token. Clients should do so shortly before theirs expires."
        : "An expired key can't be used again. Generate a new key and use its secret.";
    case "IP_NOT_ALLOWED":
      return address === null
        ? "The service must send the client's address in `ip` when it verifies a key with allowed addresses."
        : `If the request is yours, add \`${address}\` to the ${holder}'s allowed addresses.`;
    case "ENVIRONMENT_MISMATCH":
      return `Use ${holder === "app" ? "an app" : "a key"} for \`${facts.requestedEnvironment}\`, or request \`${facts.environment}\`.`;
    case "INSUFFICIENT_PERMISSIONS":
      return facts.missing.length === 0
        ? `If the client needs \`${resource}\`, add it to the key's resources.`
        : `If the client needs ${quote(facts.missing)}, add ${facts.missing.length === 1 ? "it" : "them"} to the ${holder === "app" ? "app's scopes and request a new token" : "key"}. Otherwise let the service request another permission.`;
    case "RATE_LIMITED":
      return `Send fewer requests, or raise the ${holder}'s rate limit.`;
  }
}
