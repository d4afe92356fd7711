import type { AppOwner, GrantFacts, KeyFacts } from "#e2e/support/access/key-facts.ts";
import {
  createNaiveLimits,
  type NaiveDecision,
  type NaiveRateLimit,
} from "#e2e/support/limits/naive-limits.ts";

/**
 * What verification must answer, written from the HTTP contract in the plainest way: no cache, nothing
 * prepared, every rule spelled out. Tests compare the product with it, so it shares no code with the
 * product's decisions.
 */

type RoleName = "viewer" | "developer" | "admin" | "owner";

const viewerPermissions = ["keys:read", "members:read", "fhir.servers:read", "workers:read", "apps:read"];
const developerPermissions = ["keys:write", "keys:verify", "workers:write", "fhir.servers:write"];
const adminPermissions = ["members:write", "audit:read", "team:write", "apps:write"];
const explicitPermissions = ["members:write", "team:write", "apps:write"];

function listRole(role: RoleName, teamPermissions: readonly string[]): string[] {
  const teamReads = teamPermissions.filter((name) => name.endsWith(":read"));
  if (role === "viewer") return [...viewerPermissions, ...teamReads];
  const developer = [...viewerPermissions, ...developerPermissions, ...teamPermissions];
  return role === "developer" ? developer : [...developer, ...adminPermissions];
}

const isSmart = (scope: string) => scope.includes("/");

/** Whether one SMART scope allows everything that another does: `system/*.rs` includes `system/Patient.r`. */
function isSmartWithin(held: string, wanted: string): boolean {
  const [heldType = "", heldLetters = ""] = held.split(".");
  const [type = "", letters = ""] = wanted.split(".");
  const sameLevel = heldType.split("/")[0] === type.split("/")[0];
  const typeFits = heldType.endsWith("/*") || heldType === type;
  return sameLevel && typeFits && [...letters].every((letter) => heldLetters.includes(letter));
}

/** The scopes that are about an authorization by a person, and open no data. */
const personalScopes = ["openid", "fhirUser", "launch/patient", "offline_access"];

function getGrant({ owner }: KeyFacts): GrantFacts | null {
  return owner.kind === "app" ? owner.grant : null;
}

/** The scopes of a person's token that introspection lists: of data, those that the app still has, and nothing for services. */
function listGranted(owner: AppOwner): string[] {
  const isHeld = (scope: string) =>
    isSmart(scope) && !scope.startsWith("system/") && owner.scopes.some((held) => isSmartWithin(held, scope));
  return owner.tokenScopes.filter((scope) => personalScopes.includes(scope) || isHeld(scope));
}

/** The SMART scopes of a token that its app still has. */
function listSmart({ owner }: KeyFacts): string[] {
  if (owner.kind !== "app") return [];
  return owner.tokenScopes.filter(
    (scope) => isSmart(scope) && owner.scopes.filter(isSmart).some((held) => isSmartWithin(held, scope)),
  );
}

function listHeld({ owner, permissions, teamPermissions }: KeyFacts): string[] {
  if (owner.kind === "app") {
    const ofRole = listRole(owner.role, teamPermissions);
    return owner.tokenScopes
      .filter((name) => !isSmart(name) && owner.scopes.includes(name) && ofRole.includes(name))
      .sort();
  }
  const role = (owner.kind === "team" ? owner.role : owner.membership?.role) ?? "viewer";
  const ofRole = listRole(role, teamPermissions);
  if (permissions === "inherit") {
    const inherited = ofRole.filter((name) => !explicitPermissions.includes(name));
    return [...new Set(inherited)].sort();
  }
  const isInstanceOwner = owner.kind === "person" && owner.isInstanceOwner;
  const held = permissions.filter(
    (name) => ofRole.includes(name) || (name === "platform:verify" && isInstanceOwner),
  );
  return [...new Set(held)].sort();
}

/** The groups of an IP address: 8 numbers, with IPv4 in its IPv4-mapped form. Null if it is not an IP address. */
function readGroups(text: string): number[] | null {
  const four = /^(?:::ffff:)?(\d+)\.(\d+)\.(\d+)\.(\d+)$/i.exec(text);
  if (four !== null) {
    const [a = 0, b = 0, c = 0, d = 0] = four.slice(1).map(Number);
    return [0, 0, 0, 0, 0, 0xffff, a * 256 + b, c * 256 + d];
  }
  if (!/^[0-9a-f:]+$/i.test(text) || !text.includes(":")) return null;
  const [left = "", right] = text.split("::");
  const read = (part: string) =>
    part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));
  const [before, after] = [read(left), read(right ?? "")];
  if (right === undefined) return before;
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

const isFour = (groups: readonly number[]) =>
  groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);

const toBits = (groups: readonly number[]) =>
  groups.map((group) => group.toString(2).padStart(16, "0")).join("");

function isInBlock(address: string, block: string): boolean {
  const [network = "", length = ""] = block.split("/");
  const [asked, allowed] = [readGroups(address), readGroups(network)];
  if (asked === null || allowed === null || isFour(asked) !== isFour(allowed)) return false;
  const bits = Number(length) + (isFour(allowed) ? 96 : 0);
  return toBits(asked).slice(0, bits) === toBits(allowed).slice(0, bits);
}

/** One counter for an IPv4 address, one for each /64 of IPv6. */
function nameAddress(address: string): string {
  const groups = readGroups(address) ?? [];
  return `address ${(isFour(groups) ? groups : groups.slice(0, 4)).join(" ")}`;
}

interface NaiveQuestion {
  permissions: readonly string[];
  environment: string | null;
  resource: string | null;
}

export interface NaiveAuthQuestion extends NaiveQuestion {
  team: string | null;
  deniesWith403: boolean;
  /** Whether the query contains something that is not in the contract. */
  isMalformed: boolean;
  credential: "none" | "two" | "one";
  /** The facts of the presented secret. Null if it does not exist. */
  facts: KeyFacts | null;
  address: string;
}

export interface NaiveVerifyQuestion extends NaiveQuestion {
  facts: KeyFacts | null;
  /** Null: every team. */
  callerTeam: string | null;
  callerEnvironment: string | null;
  ip: string | null;
  spend: boolean;
}

/** With its app, or with the public keys of the assertion that got it. */
function isTokenRevoked({ secretCreatedAtMs }: KeyFacts, owner: AppOwner): boolean {
  if (owner.deletedAtMs !== null) return true;
  if (!owner.isOfAssertion || owner.tokensEndedAtMs === null) return false;
  return secretCreatedAtMs <= owner.tokensEndedAtMs;
}

/** Grants end for good; a suspended person's work again later. */
function judgeGrant(grant: GrantFacts, nowMs: number): "REVOKED" | "DISABLED" | "EXPIRED" | null {
  const { membership } = grant;
  if (grant.endedAtMs !== null || grant.serverDeletedAtMs !== null) return "REVOKED";
  if (membership === null || membership.status === "removed") return "REVOKED";
  if (grant.joinedAtMs > grant.createdAtMs) return "REVOKED";
  if (membership.status === "suspended" || grant.isSuspended) return "DISABLED";
  return grant.expiresAtMs <= nowMs ? "EXPIRED" : null;
}

type Standing = "REVOKED" | "DISABLED" | "EXPIRED" | "IP_NOT_ALLOWED" | "good";

function judgeStanding(facts: KeyFacts, address: string | null, nowMs: number): Standing {
  const { owner } = facts;
  const grant = getGrant(facts);
  const ofGrant = grant === null ? null : judgeGrant(grant, nowMs);
  if (ofGrant !== null) return ofGrant;
  const status = owner.kind === "person" ? (owner.membership?.status ?? "removed") : "active";
  const isPersonSuspended = owner.kind === "person" && owner.isSuspended;
  if (facts.revokedAtMs !== null || facts.isTeamDeleted || status === "removed") return "REVOKED";
  if (owner.kind === "app" && isTokenRevoked(facts, owner)) return "REVOKED";
  const endsAtMs = owner.kind === "app" && owner.isOfAssertion ? null : facts.secretEndsAtMs;
  if (endsAtMs !== null && endsAtMs <= nowMs) return "REVOKED";
  if (facts.disabledAtMs !== null || status === "suspended" || isPersonSuspended) return "DISABLED";
  if (facts.isTeamSuspended) return "DISABLED";
  if (facts.expiresAtMs !== null && facts.expiresAtMs <= nowMs) return "EXPIRED";
  const isListed = facts.allowedIps.some((block) => address !== null && isInBlock(address, block));
  return facts.allowedIps.length > 0 && !isListed ? "IP_NOT_ALLOWED" : "good";
}

type Bound = "ENVIRONMENT_MISMATCH" | "INSUFFICIENT_PERMISSIONS" | "VALID";

function judgeBounds(facts: KeyFacts, question: NaiveQuestion): Bound {
  const { permissions, environment, resource } = question;
  if (environment !== null && environment !== facts.environment) return "ENVIRONMENT_MISMATCH";
  const held = listHeld(facts);
  if (permissions.some((name) => !held.includes(name))) return "INSUFFICIENT_PERMISSIONS";
  const isInside = facts.resources.length === 0 || resource === null || facts.resources.includes(resource);
  return isInside ? "VALID" : "INSUFFICIENT_PERMISSIONS";
}

export interface NaiveSettings {
  rateLimit: NaiveRateLimit;
  isTeamOptional: boolean;
}

const addressLimits: NaiveRateLimit = { perMinute: 1000, per10Seconds: 100 };

/** The content of a response of /auth, apart from its texts. */
export interface NaiveAuthAnswer {
  status: number;
  authStatus: string | null;
  challenge: "none" | "plain" | "invalid_token" | "insufficient_scope";
  keyId: string | null;
  ownerId: string | null;
  permissions: string | null;
  externalId: string | null;
  limit: number;
  remaining: number;
  minuteRemaining: number;
  burstRemaining: number;
  minuteSeconds: number;
  burstSeconds: number;
  retryAfter: number | null;
}

const toSeconds = (ms: number) => Math.max(1, Math.ceil(ms / 1000));

/** The model keeps its own counts. `nowMs` is in milliseconds since 1970, by a clock that is never changed. */
export function createNaiveVerdicts({ rateLimit, isTeamOptional }: NaiveSettings) {
  const counts = createNaiveLimits();
  const limitsOf = ({ perMinute, per10Seconds }: KeyFacts): NaiveRateLimit => ({
    perMinute: perMinute ?? rateLimit.perMinute,
    per10Seconds: per10Seconds ?? rateLimit.per10Seconds,
  });

  const answerAuth = (
    question: Pick<NaiveAuthQuestion, "deniesWith403">,
    outcome: { status: number; challenge: NaiveAuthAnswer["challenge"]; facts?: KeyFacts },
    limits: NaiveRateLimit,
    decision: NaiveDecision,
  ): NaiveAuthAnswer => {
    const { rejectedBy } = decision;
    const status = decision.admitted ? outcome.status : 429;
    const isDenied = question.deniesWith403 && ![200, 401, 403].includes(status);
    const facts = status === 200 ? outcome.facts : undefined;
    const { minuteRemaining, burstRemaining } = decision;
    const [minuteSeconds, burstSeconds] = [
      toSeconds(decision.minuteEndsInMs),
      toSeconds(decision.burstEndsInMs),
    ];
    const isBurst = rejectedBy === "burst";
    return {
      status: isDenied ? 403 : status,
      authStatus: isDenied ? String(status) : null,
      challenge: status === 429 ? "none" : outcome.challenge,
      keyId: facts?.keyId ?? null,
      ownerId: facts === undefined ? null : ownerId(facts),
      permissions: facts === undefined ? null : listHeld(facts).join(" "),
      externalId: facts === undefined ? null : (facts.externalId ?? ""),
      limit: isBurst ? limits.per10Seconds : limits.perMinute,
      remaining: isBurst ? burstRemaining : minuteRemaining,
      minuteRemaining,
      burstRemaining,
      minuteSeconds,
      burstSeconds,
      retryAfter: rejectedBy === null ? null : isBurst ? burstSeconds : minuteSeconds,
    };
  };

  const auth = (question: NaiveAuthQuestion, nowMs: number): NaiveAuthAnswer => {
    const { facts, credential, team, address } = question;
    const reject = (status: number, challenge: NaiveAuthAnswer["challenge"]) => {
      const decision = counts.ask(nameAddress(address), addressLimits, nowMs);
      return answerAuth(question, { status, challenge }, addressLimits, decision);
    };
    if (question.isMalformed || (team === null && !isTeamOptional)) return reject(400, "none");
    if (credential === "two") return reject(400, "none");
    if (credential === "none") return reject(401, "plain");
    if (facts === null || (team !== null && team !== facts.teamId)) return reject(401, "invalid_token");
    if (getGrant(facts) !== null) return reject(401, "invalid_token");
    const standing = judgeStanding(facts, address, nowMs);
    if (standing === "IP_NOT_ALLOWED") return reject(403, "insufficient_scope");
    if (standing !== "good") return reject(401, "invalid_token");
    const decision = counts.ask(`key ${facts.keyId}`, limitsOf(facts), nowMs);
    const bound = judgeBounds(facts, question);
    const isAllowed = bound === "VALID";
    return answerAuth(
      question,
      { status: isAllowed ? 200 : 403, challenge: isAllowed ? "none" : "insufficient_scope", facts },
      limitsOf(facts),
      decision,
    );
  };

  const verify = (question: NaiveVerifyQuestion, nowMs: number) => {
    const { facts, callerTeam, callerEnvironment, ip, spend } = question;
    if (facts === null || (callerTeam !== null && callerTeam !== facts.teamId)) {
      return { valid: false, code: "NOT_FOUND" };
    }
    if (getGrant(facts) !== null) return { valid: false, code: "NOT_FOUND" };
    const limits = limitsOf(facts);
    const standing = judgeStanding(facts, ip, nowMs);
    const isGood = standing === "good";
    const environment = question.environment ?? callerEnvironment;
    const bound = judgeBounds(facts, { ...question, environment });
    const count = isGood && spend ? counts.ask : counts.look;
    const decision = count(`key ${facts.keyId}`, limits, nowMs);
    const isFull = spend
      ? !decision.admitted
      : decision.minuteRemaining === 0 || decision.burstRemaining === 0;
    const code = !isGood ? standing : bound === "VALID" && isFull ? "RATE_LIMITED" : bound;
    const isBurst = decision.rejectedBy === "burst";
    const endsInMs = isBurst ? decision.burstEndsInMs : decision.minuteEndsInMs;
    return {
      valid: code === "VALID",
      code,
      credential: facts.owner.kind === "app" ? "app" : "key",
      keyId: facts.keyId,
      teamId: facts.teamId,
      name: facts.name,
      environment: facts.environment,
      owner: { type: facts.owner.kind === "person" ? "user" : "team", id: ownerId(facts) },
      externalId: facts.externalId,
      metadata: facts.metadata,
      expiresAt: facts.expiresAtMs === null ? null : new Date(facts.expiresAtMs).toISOString(),
      permissions: isGood ? listHeld(facts) : [],
      smartScopes: isGood ? listSmart(facts) : [],
      rateLimit: {
        limit: isBurst ? limits.per10Seconds : limits.perMinute,
        remaining: isBurst ? decision.burstRemaining : decision.minuteRemaining,
        reset: Math.ceil((nowMs + endsInMs) / 1000),
      },
    };
  };

  const introspect = (
    facts: KeyFacts | null,
    callerTeam: string | null,
    callerEnvironment: string | null,
    nowMs: number,
  ) => {
    if (facts === null || (callerTeam !== null && callerTeam !== facts.teamId)) return { active: false };
    const question = { permissions: [], environment: callerEnvironment, resource: null };
    const isGood = judgeStanding(facts, null, nowMs) === "good";
    if (!isGood || judgeBounds(facts, question) !== "VALID") return { active: false };
    const app = facts.owner.kind === "app" ? facts.owner : null;
    const grant = getGrant(facts);
    const granted = app === null || grant === null ? null : listGranted(app);
    const isNamed = granted?.includes("openid") === true && granted.includes("fhirUser");
    const isOfAssertion = facts.owner.kind === "app" && facts.owner.isOfAssertion;
    const secretEndsAtMs = isOfAssertion ? null : facts.secretEndsAtMs;
    const ends = [facts.expiresAtMs, secretEndsAtMs, grant?.expiresAtMs ?? null].filter(
      (endsAtMs) => endsAtMs !== null,
    );
    return {
      active: true,
      scope: (granted ?? [...listHeld(facts), ...listSmart(facts)]).join(" "),
      client_id: facts.keyId,
      sub: grant !== null ? grant.userId : app !== null ? facts.keyId : ownerId(facts),
      ...(grant === null || grant.patientId === null ? {} : { patient: grant.patientId }),
      ...(grant === null || grant.encounterId === null ? {} : { encounter: grant.encounterId }),
      ...(grant === null || grant.intent === null ? {} : { intent: grant.intent }),
      ...(grant === null || grant.reference === null || !isNamed
        ? {}
        : { fhirUser: `http://localhost:3000/v1/api/fhir/servers/srv_1/fhir/${grant.reference}` }),
      token_type: "Bearer",
      iat: Math.floor(facts.secretCreatedAtMs / 1000),
      ...(ends.length === 0 ? {} : { exp: Math.floor(Math.min(...ends) / 1000) }),
      iss: "http://localhost:3000/oauth",
      team_id: facts.teamId,
      environment: facts.environment,
      external_id: facts.externalId,
      metadata: facts.metadata,
    };
  };

  return { auth, verify, introspect };
}

function ownerId({ owner, teamId }: KeyFacts): string {
  return owner.kind === "person" ? owner.userId : teamId;
}
