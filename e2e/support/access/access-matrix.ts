import { randomBytes } from "node:crypto";
import { cheapPassword, cheapPasswordHash } from "#e2e/support/database/cheap-password.ts";
import { insertKey, insertMember, insertRequest, insertUser } from "#e2e/support/database/fixtures.ts";
import { insertSecondFactor } from "#e2e/support/database/second-factor.ts";
import { insertPasskey } from "#e2e/support/database/software-authenticator.ts";
import { insertFhirCredential, insertFhirServer } from "#e2e/support/fhir/registered-servers.ts";
import {
  insertGrant,
  insertLaunchableApp,
  insertOpenServer,
  insertPersonLink,
} from "#e2e/support/launch/grants.ts";
import { insertApp } from "#e2e/support/oauth/apps.ts";
import { insertAppRule, insertTrustedIssuer } from "#e2e/support/oauth/federation.ts";
import { createOneTimeToken, hashOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import { computeTotpCode, createTotpSecret } from "#lib/auth/credentials/totp.ts";
import { dayMs } from "#lib/domain/common/durations.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { isAtLeast, type Role } from "#lib/domain/rbac/roles.ts";
import { getFhirBaseUrl } from "#lib/platform/settings/fhir-base-url.ts";
import { createUnsubscribeToken } from "#lib/services/notices/unsubscribe-token.ts";
import {
  type AccessWorld,
  type Caller,
  callers,
  insertInvitation,
  isKey,
  type KeyCaller,
  keyCallers,
} from "./access-world.ts";

export interface PreparedCall {
  path: string;
  /** Sent as JSON; form fields are sent as a form. */
  body?: unknown;
}

/** A request that would succeed for an allowed caller, and the status each caller gets. */
export interface AccessRow {
  statuses: Readonly<Record<Caller, number>>;
  /** Creates what the request is about, for this caller. `path` is below /v1/api; without a body, none is sent. */
  prepare(world: AccessWorld, caller: Caller): Promise<PreparedCall>;
  /** The request changes the members of the team, so it needs a world of its own. */
  isDestructive?: true;
}

const outsiders = { nobody: 401, endedSession: 401, suspended: 404, removed: 404, otherOwner: 404 };

/** What keys get: the status that most key callers share, and those that get another. */
type KeyStatuses = Partial<Record<KeyCaller, number>>;

/** Resources in development: not accessible to the key of another environment. */
const inEnvironment: KeyStatuses = { keyElsewhere: 403 };

/** Not accessible to the key of another resource either. */
const withinReach: KeyStatuses = { keyElsewhere: 403, keyOnResource: 403 };

/** The target key never expires, accepts every IP address and has the default limits. */
const withinGrant: KeyStatuses = { ...withinReach, keyExpiring: 403, keyLimited: 403 };

/**
 * Expiration, allowlist and limits do not matter; the permission must be listed, and the environment must
 * allow it.
 */
const managing: KeyStatuses = { ...withinReach, keyWith: 403 };

/**
 * Members with at least this role, and keys with all of an owner's permissions, or of an owner who is now a
 * developer.
 */
function from(minRole: Role, status: number, keys: KeyStatuses = {}): AccessRow["statuses"] {
  const forRole = (role: Role) => (isAtLeast(role, minRole) ? status : 403);
  return {
    ...outsiders,
    viewer: forRole("viewer"),
    developer: forRole("developer"),
    admin: forRole("admin"),
    owner: forRole("owner"),
    keyWith: status,
    keyWithout: 403,
    keyForTeam: status,
    keyElsewhere: status,
    keyOnResource: status,
    keyExpiring: status,
    keyLimited: status,
    keyOfDemoted: forRole("developer"),
    ...keys,
  };
}

/** Every member of the team, and keys without any permission. */
const everyone = from("viewer", 200, { keyWithout: 200 });

function peopleOnly(minRole: Role, status: number): AccessRow["statuses"] {
  return { ...from(minRole, status), ...Object.fromEntries(keyCallers.map((caller) => [caller, 403])) };
}

function all(status: number): AccessRow["statuses"] {
  return Object.fromEntries(callers.map((caller) => [caller, status])) as AccessRow["statuses"];
}

function at(path: string, body?: unknown): AccessRow["prepare"] {
  return async () => (body === undefined ? { path } : { path, body });
}

let count = 0;

/** A name that no other request of this process uses. */
function nextName(): string {
  count += 1;
  return `name-${count}`;
}

/** A target key: a colleague's, or for a calling key one of its own owner's. */
async function insertTarget(world: AccessWorld, caller: Caller) {
  const ownerUserId = isKey(caller) ? (world.keyOwners[caller] ?? world.team.owner.id) : world.colleague.id;
  // Keys with a list of permissions cannot restore a key that inherits.
  const listing = { inheritsPermissions: false, permissions: ["keys:read"] };
  return insertKey(world.database, world.team, { ownerUserId, ...listing });
}

function onKey(suffix = "", body?: unknown): AccessRow["prepare"] {
  return async (world, caller) => {
    const { id } = await insertTarget(world, caller);
    return { path: `/keys/${id}${suffix}`, ...(body === undefined ? {} : { body }) };
  };
}

/**
 * Changing a key: developers can change only their own, which this one is not; keys can change those of their
 * owner, which this one is.
 */
const changesKey = from("admin", 200, { ...withinReach, keyOfDemoted: 200 });

/**
 * Changing a key's permissions, or giving it a valid secret: the key must be within the caller's own
 * restrictions.
 */
const grantsKey = from("admin", 200, { ...withinGrant, keyOfDemoted: 200 });

async function insertWorker({ database, team }: AccessWorld): Promise<string> {
  const id = createId("worker");
  const environmentId = team.environments.development ?? "";
  await database.prisma.worker.create({ data: { id, teamId: team.id, environmentId, name: nextName() } });
  return id;
}

/** A path with the id of an app created for this request. */
function onApp(suffix = "", body?: unknown): AccessRow["prepare"] {
  return on(
    async ({ database, team }) => (await insertApp(database, team)).id,
    (id) => `/apps/${id}${suffix}`,
    body,
  );
}

async function insertServer({ database, team }: AccessWorld): Promise<string> {
  // The connection test checks it without a resolver.
  return (await insertFhirServer(database, team, { baseUrl: "http://127.0.0.1:9/r4" })).id;
}

async function insertServerWithCredential(world: AccessWorld): Promise<string> {
  const id = await insertServer(world);
  await insertFhirCredential(world.database, { id, createdById: world.team.owner.id });
  return id;
}

async function insertPermission({ database, team }: AccessWorld): Promise<string> {
  const id = createId("teamPermission");
  await database.prisma.teamPermission.create({ data: { id, teamId: team.id, name: `${nextName()}:read` } });
  return id;
}

async function insertEnvironment({ database, team }: AccessWorld): Promise<string> {
  const id = createId("environment");
  const slug = nextName();
  await database.prisma.environment.create({
    data: { id, teamId: team.id, slug, label: slug, color: "gray", position: 9, allowsTeamManagement: false },
  });
  return id;
}

/** A path with the id of something created for this request. */
function on(
  insert: (world: AccessWorld) => Promise<string>,
  createPath: (id: string, world: AccessWorld) => string,
  body?: unknown,
): AccessRow["prepare"] {
  return async (world) => {
    const path = createPath(await insert(world), world);
    return body === undefined ? { path } : { path, body };
  };
}

function underTeam(suffix: string, createBody: (world: AccessWorld) => unknown): AccessRow["prepare"] {
  return async (world) => {
    const body = createBody(world);
    return { path: `/teams/${world.team.id}${suffix}`, ...(body === undefined ? {} : { body }) };
  };
}

async function insertInvited({ database, team }: AccessWorld): Promise<string> {
  return (await insertInvitation(database, team, `${nextName()}@example.com`)).id;
}

async function insertPerson({ database, team }: AccessWorld): Promise<string> {
  return (await insertMember(database, team, "developer")).memberId;
}

async function insertGroup({ database, team }: AccessWorld): Promise<string> {
  const id = createId("teamGroup");
  const author = { teamId: team.id, createdById: team.owner.id };
  await database.prisma.teamGroup.create({ data: { id, ...author, groupName: nextName(), role: "admin" } });
  return id;
}

const withoutBody = () => undefined;

const accountRows: Record<string, AccessRow> = {
  "GET /openapi.json": {
    statuses: { ...all(200), suspended: 404, removed: 404, otherOwner: 404 },
    prepare: at("/openapi.json"),
  },
  "POST /users": {
    statuses: { ...all(201), suspended: 404, removed: 404, otherOwner: 404 },
    prepare: async () => ({
      path: "/users",
      body: { name: "New", email: `${nextName()}@example.com`, password: "correct horse battery staple" },
    }),
  },
  "GET /me": { statuses: everyone, prepare: at("/me") },
  "PATCH /me": { statuses: peopleOnly("viewer", 200), prepare: at("/me", { name: "New" }) },
  "GET /me/deletion": { statuses: peopleOnly("viewer", 200), prepare: at("/me/deletion") },
  "GET /me/export": { statuses: peopleOnly("viewer", 200), prepare: at("/me/export") },
  "DELETE /me": {
    statuses: peopleOnly("viewer", 200),
    isDestructive: true,
    prepare: async (world, caller) => {
      // The only owner couldn't leave the team's other members.
      if (caller === "owner") await insertMember(world.database, world.team, "owner");
      const { email } = findPerson(world, caller);
      return { path: "/me", body: { email, keys: [{ teamId: world.team.id, choice: "revoke" }] } };
    },
  },
  "POST /me/password": {
    statuses: peopleOnly("viewer", 200),
    isDestructive: true,
    prepare: async (world, caller) => {
      const data = { passwordHash: cheapPasswordHash };
      await world.database.prisma.user.update({ where: { id: findPerson(world, caller).id }, data });
      const body = { currentPassword: cheapPassword, newPassword: "thistle river stone" };
      return { path: "/me/password", body };
    },
  },
  "GET /me/reauthenticate": { statuses: peopleOnly("viewer", 200), prepare: at("/me/reauthenticate") },
  "POST /me/reauthenticate/options": {
    statuses: peopleOnly("viewer", 400),
    prepare: at("/me/reauthenticate/options", {}),
  },
  "POST /me/reauthenticate": {
    statuses: peopleOnly("viewer", 200),
    isDestructive: true,
    prepare: async (world, caller) => {
      const { id: userId } = findPerson(world, caller);
      await world.database.prisma.totpFactor.deleteMany({ where: { userId } });
      const data = { passwordHash: cheapPasswordHash };
      await world.database.prisma.user.update({ where: { id: userId }, data });
      return { path: "/me/reauthenticate", body: { password: cheapPassword } };
    },
  },
  "POST /me/email": {
    statuses: peopleOnly("viewer", 200),
    isDestructive: true,
    // They have just signed in, so they are not asked again.
    prepare: async () => ({ path: "/me/email", body: { email: `${nextName()}@example.com` } }),
  },
  "DELETE /me/email": {
    statuses: peopleOnly("viewer", 200),
    prepare: async (world, caller) => {
      await insertEmailChange(world, caller);
      return { path: "/me/email" };
    },
  },
  "POST /me/email/confirm": {
    statuses: peopleOnly("viewer", 200),
    isDestructive: true,
    prepare: async (world, caller) => ({
      path: "/me/email/confirm",
      body: { token: await insertEmailChange(world, caller) },
    }),
  },
  "POST /password-resets": {
    statuses: { ...all(202), suspended: 404, removed: 404, otherOwner: 404 },
    prepare: async () => ({ path: "/password-resets", body: { email: `${nextName()}@example.com` } }),
  },
  "POST /password-resets/{token}": {
    statuses: { ...all(200), suspended: 404, removed: 404, otherOwner: 404 },
    prepare: async (world) => ({
      path: `/password-resets/${await insertResetToken(world)}`,
      body: { password: "correct horse battery staple" },
    }),
  },
  "DELETE /me/sessions": {
    statuses: peopleOnly("viewer", 200),
    prepare: async (world, caller) => {
      await insertSession(world, findPerson(world, caller).id);
      return { path: "/me/sessions" };
    },
  },
  "GET /me/sessions": { statuses: peopleOnly("viewer", 200), prepare: at("/me/sessions") },
  "DELETE /me/sessions/{id}": {
    // Only a person's own sessions: for everyone else they do not exist.
    statuses: { ...peopleOnly("owner", 200), viewer: 404, developer: 404, admin: 404 },
    prepare: async (world) => ({ path: `/me/sessions/${await insertSession(world, world.team.owner.id)}` }),
  },
  "POST /me/email-verification": {
    statuses: peopleOnly("viewer", 200),
    prepare: at("/me/email-verification"),
  },
  "POST /me/email-verification/confirm": {
    statuses: peopleOnly("viewer", 200),
    prepare: async (world, caller) => {
      const isPerson = !isKey(caller) && caller !== "nobody";
      const email = isPerson ? world.people[caller].email : world.team.owner.email;
      return {
        path: "/me/email-verification/confirm",
        body: { token: await insertEmailToken(world, email) },
      };
    },
  },
};

/** The person who calls. For keys and visitors the owner, whom they must not reach. */
function findPerson({ people, team }: AccessWorld, caller: Caller): { id: string; email: string } {
  return isKey(caller) || caller === "nobody" ? team.owner : people[caller];
}

async function insertSession({ database }: AccessWorld, userId: string): Promise<string> {
  const id = createId("session");
  const times = { lastSeenAt: new Date(), authenticatedAt: new Date() };
  const expiresAt = new Date(Date.now() + 86_400_000);
  await database.prisma.session.create({ data: { id, userId, expiresAt, ...times } });
  return id;
}

/** A change of the caller's email address, of which the new address has not confirmed it yet. */
async function insertEmailChange(world: AccessWorld, caller: Caller): Promise<string> {
  const { database } = world;
  const { id } = findPerson(world, caller);
  const user = await database.prisma.user.findUniqueOrThrow({ where: { id } });
  const token = createOneTimeToken();
  await database.prisma.emailChange.create({
    data: {
      id: createId("emailChange"),
      userId: user.id,
      oldEmail: user.email,
      newEmail: `${nextName()}@example.com`,
      newTokenHash: new Uint8Array(hashOneTimeToken(token)),
      expiresAt: new Date(Date.now() + 3_600_000),
    },
  });
  return token;
}

type FactorState = "off" | "pending" | "on";

/** A request of a person whose second factor is in this state. `createBody` gets the authenticator app's secret. */
function withFactor(
  state: FactorState,
  suffix: string,
  createBody?: (secret: string) => unknown,
): AccessRow["prepare"] {
  return async ({ database, runtime, people }, caller) => {
    const path = `/me/two-factor${suffix}`;
    const body = createBody?.(createTotpSecret());
    if (isKey(caller) || caller === "nobody") return body === undefined ? { path } : { path, body };
    const userId = people[caller].id;
    await database.prisma.totpFactor.deleteMany({ where: { userId } });
    if (state === "off") return { path };
    const isPending = state === "pending";
    const { secret } = await insertSecondFactor(database, runtime, userId, { isPending });
    return createBody === undefined ? { path } : { path, body: createBody(secret) };
  };
}

async function insertNotice(world: AccessWorld, caller: Caller): Promise<string> {
  const id = createId("notice");
  await world.database.prisma.notice.create({
    data: {
      id,
      userId: findPerson(world, caller).id,
      kind: "password_changed",
      data: { method: "password" },
      createdAt: new Date(),
    },
  });
  return id;
}

const noticeRows: Record<string, AccessRow> = {
  "GET /me/notices": { statuses: peopleOnly("viewer", 200), prepare: at("/me/notices") },
  "POST /me/notices/read": {
    statuses: peopleOnly("viewer", 200),
    prepare: async (world, caller) => ({
      path: "/me/notices/read",
      body: { ids: [await insertNotice(world, caller)] },
    }),
  },
  "GET /me/notice-settings": { statuses: peopleOnly("viewer", 200), prepare: at("/me/notice-settings") },
  "PATCH /me/notice-settings": {
    statuses: peopleOnly("viewer", 200),
    prepare: async () => ({ path: "/me/notice-settings", body: { kind: "key_expiring", mails: false } }),
  },
  "POST /unsubscriptions/{token}": {
    statuses: { ...all(200), suspended: 404, removed: 404, otherOwner: 404 },
    prepare: async (world) => {
      const of = { userId: world.team.owner.id, kind: "key_expiring" } as const;
      return { path: `/unsubscriptions/${createUnsubscribeToken(of, world.runtime.secrets.session)}` };
    },
  },
};

const twoFactorRows: Record<string, AccessRow> = {
  "GET /me/two-factor": { statuses: peopleOnly("viewer", 200), prepare: withFactor("on", "") },
  "POST /me/two-factor/totp": { statuses: peopleOnly("viewer", 201), prepare: withFactor("off", "/totp") },
  "POST /me/two-factor/totp/confirm": {
    statuses: peopleOnly("viewer", 200),
    // It replaces the caller's session.
    isDestructive: true,
    prepare: withFactor("pending", "/totp/confirm", (secret) => ({
      code: computeTotpCode(secret, new Date()),
    })),
  },
  "DELETE /me/two-factor/totp": { statuses: peopleOnly("viewer", 200), prepare: withFactor("on", "/totp") },
  "POST /me/two-factor/recovery-codes": {
    statuses: peopleOnly("viewer", 201),
    prepare: withFactor("on", "/recovery-codes"),
  },
};

/** Only a person's own passkeys and links: for everyone else they do not exist. */
const ownPasskey: AccessRow["statuses"] = {
  ...peopleOnly("owner", 200),
  viewer: 404,
  developer: 404,
  admin: 404,
};

/** A link of the team's owner, who can also sign in with a password. */
async function insertLink({ database, team }: AccessWorld): Promise<string> {
  const { id: userId } = team.owner;
  await database.prisma.user.update({ where: { id: userId }, data: { passwordHash: cheapPasswordHash } });
  const id = createId("account");
  const issuer = "https://id.example.com";
  await database.prisma.account.create({ data: { id, userId, provider: "oidc", issuer, subject: id } });
  return id;
}

const providerRows: Record<string, AccessRow> = {
  "GET /me/providers": { statuses: peopleOnly("viewer", 200), prepare: at("/me/providers") },
  // The console of the matrix has no providers.
  "POST /me/providers": {
    statuses: peopleOnly("viewer", 400),
    prepare: at("/me/providers", { provider: "github" }),
  },
  "DELETE /me/providers/{id}": {
    statuses: ownPasskey,
    prepare: async (world) => ({ path: `/me/providers/${await insertLink(world)}` }),
  },
};

/** A request about a passkey of the team's owner. People have just signed in, so nothing else is asked. */
function withPasskey(body?: unknown): AccessRow["prepare"] {
  return async ({ database, team, people }, caller) => {
    const userIds = [team.owner.id, ...(isKey(caller) || caller === "nobody" ? [] : [people[caller].id])];
    await database.prisma.user.updateMany({
      where: { id: { in: userIds } },
      data: { passwordHash: cheapPasswordHash },
    });
    const path = `/me/passkeys/${(await insertPasskey(database, team.owner.id)).id}`;
    return body === undefined ? { path } : { path, body };
  };
}

/** The matrix is called at an IP address, where browsers allow no passkeys. */
const passkeyRows: Record<string, AccessRow> = {
  "POST /passkeys/options": {
    statuses: { ...all(400), suspended: 404, removed: 404, otherOwner: 404 },
    prepare: at("/passkeys/options"),
  },
  "GET /me/passkeys": { statuses: peopleOnly("viewer", 200), prepare: at("/me/passkeys") },
  "POST /me/passkeys/options": {
    statuses: peopleOnly("viewer", 400),
    prepare: at("/me/passkeys/options", {}),
  },
  "POST /me/passkeys": {
    statuses: peopleOnly("viewer", 400),
    prepare: at("/me/passkeys", {
      name: "Laptop",
      credential: { id: "AAAA", response: { clientDataJSON: "BBBB", attestationObject: "CCCC" } },
    }),
  },
  "PATCH /me/passkeys/{id}": {
    statuses: ownPasskey,
    prepare: withPasskey({ name: "Laptop" }),
  },
  "DELETE /me/passkeys/{id}": { statuses: ownPasskey, prepare: withPasskey() },
};

/** A link that sets a new password, for someone who is not in any team. */
async function insertResetToken({ database }: AccessWorld): Promise<string> {
  const { id: userId } = await insertUser(database);
  const token = createOneTimeToken();
  await database.prisma.oneTimeToken.create({
    data: {
      id: createId("oneTimeToken"),
      purpose: "password_reset",
      tokenHash: new Uint8Array(hashOneTimeToken(token)),
      userId,
      expiresAt: new Date(Date.now() + 3_600_000),
    },
  });
  return token;
}

/** A token that was emailed to this person, whose email address is not verified. */
async function insertEmailToken({ database }: AccessWorld, email: string): Promise<string> {
  const data = { emailVerifiedAt: null };
  const { id: userId } = await database.prisma.user.update({ where: { email }, data, select: { id: true } });
  const token = createOneTimeToken();
  await database.prisma.oneTimeToken.create({
    data: {
      id: createId("oneTimeToken"),
      purpose: "email_verification",
      tokenHash: new Uint8Array(hashOneTimeToken(token)),
      userId,
      email,
      expiresAt: new Date(Date.now() + 3_600_000),
    },
  });
  return token;
}

const keyRows: Record<string, AccessRow> = {
  "POST /keys/verify": {
    statuses: from("developer", 200),
    prepare: async (world, caller) => ({
      path: "/keys/verify",
      body: { key: (await insertTarget(world, caller)).secret },
    }),
  },
  "POST /oauth/introspect": {
    statuses: from("developer", 200),
    prepare: async (world, caller) => ({
      path: "/oauth/introspect",
      body: new URLSearchParams({ token: (await insertTarget(world, caller)).secret }),
    }),
  },
  "GET /keys": { statuses: from("viewer", 200), prepare: at("/keys") },
  "POST /keys": {
    statuses: from("developer", 201, withinGrant),
    prepare: async () => ({
      path: "/keys",
      body: { name: nextName(), environment: "development", permissions: ["keys:read"] },
    }),
  },
  "POST /keys/lookup": {
    statuses: from("viewer", 200, withinReach),
    prepare: async (world, caller) => ({
      path: "/keys/lookup",
      body: { key: (await insertTarget(world, caller)).secret },
    }),
  },
  "GET /keys/{id}": { statuses: from("viewer", 200, withinReach), prepare: onKey() },
  "PATCH /keys/{id}": { statuses: grantsKey, prepare: onKey("", { name: "Renamed" }) },
  "DELETE /keys/{id}": { statuses: changesKey, prepare: onKey("", { reason: "Tested" }) },
  "POST /keys/{id}/rotate": { statuses: grantsKey, prepare: onKey("/rotate", {}) },
  "POST /keys/{id}/rotate/finish": { statuses: changesKey, prepare: finishRotation },
  "POST /keys/{id}/disable": { statuses: changesKey, prepare: onKey("/disable") },
  "POST /keys/{id}/enable": { statuses: grantsKey, prepare: enable },
  "GET /keys/{id}/usage": { statuses: from("viewer", 200, withinReach), prepare: onKey("/usage") },
  "GET /requests": { statuses: from("viewer", 200), prepare: at("/requests") },
  "GET /requests/{id}": {
    statuses: from("viewer", 200, withinReach),
    prepare: async (world, caller) => {
      const { id: keyId } = await insertTarget(world, caller);
      return { path: `/requests/${await insertRequest(world.database, { teamId: world.team.id, keyId })}` };
    },
  },
  "GET /keys/{id}/usage/series": {
    statuses: from("viewer", 200, withinReach),
    prepare: onKey("/usage/series"),
  },
  "GET /usage": { statuses: from("viewer", 200), prepare: at("/usage?by=key") },
  "GET /usage/series": { statuses: from("viewer", 200), prepare: at("/usage/series") },
};

async function finishRotation(world: AccessWorld, caller: Caller) {
  const { id, secretId } = await insertTarget(world, caller);
  const later = new Date(Date.now() + 3_600_000);
  await world.database.prisma.keySecret.update({ where: { id: secretId }, data: { endsAt: later } });
  return { path: `/keys/${id}/rotate/finish` };
}

async function enable(world: AccessWorld, caller: Caller) {
  const { id } = await insertTarget(world, caller);
  await world.database.prisma.apiKey.update({ where: { id }, data: { disabledAt: new Date() } });
  return { path: `/keys/${id}/enable` };
}

/** A key must list the permission. */
const listing: KeyStatuses = { ...withinReach, keyWith: 403 };

const thingRows: Record<string, AccessRow> = {
  "GET /fhir/servers": { statuses: from("viewer", 200), prepare: at("/fhir/servers") },
  "POST /fhir/servers": {
    statuses: from("developer", 201, withinReach),
    prepare: async () => ({
      path: "/fhir/servers",
      body: { name: nextName(), baseUrl: "https://fhir.example.com", environment: "development" },
    }),
  },
  "GET /fhir/servers/{id}": {
    statuses: from("viewer", 200, withinReach),
    prepare: on(insertServer, (id) => `/fhir/servers/${id}`),
  },
  "PATCH /fhir/servers/{id}": {
    statuses: from("developer", 200, withinReach),
    prepare: on(insertServer, (id) => `/fhir/servers/${id}`, { name: "Renamed" }),
  },
  "DELETE /fhir/servers/{id}": {
    statuses: from("developer", 200, withinReach),
    prepare: on(insertServer, (id) => `/fhir/servers/${id}`),
  },
  "PATCH /fhir/servers/{id}/gateway": {
    statuses: from("admin", 200, listing),
    prepare: on(insertServer, (id) => `/fhir/servers/${id}/gateway`, { enabled: true }),
  },
  "POST /fhir/servers/{id}/credential": {
    statuses: from("admin", 200, listing),
    prepare: on(insertServer, (id) => `/fhir/servers/${id}/credential`, { kind: "bearer", token: "token" }),
  },
  "DELETE /fhir/servers/{id}/credential": {
    statuses: from("admin", 200, listing),
    prepare: on(insertServerWithCredential, (id) => `/fhir/servers/${id}/credential`),
  },
  "GET /fhir/servers/{id}/reach": {
    statuses: from("viewer", 200, withinReach),
    prepare: on(insertServer, (id) => `/fhir/servers/${id}/reach`),
  },
  "GET /fhir/servers/{id}/usage": {
    statuses: from("viewer", 200, withinReach),
    prepare: on(insertServer, (id) => `/fhir/servers/${id}/usage`),
  },
  "POST /fhir/servers/check": {
    statuses: from("developer", 200, { keyOnResource: 403 }),
    prepare: at("/fhir/servers/check", { baseUrl: "http://127.0.0.1:9/r4" }),
  },
  "POST /fhir/servers/{id}/check": {
    statuses: from("viewer", 200, withinReach),
    prepare: on(insertServer, (id) => `/fhir/servers/${id}/check`),
  },
  "GET /workers": { statuses: from("viewer", 200), prepare: at("/workers") },
  "POST /workers": {
    statuses: from("developer", 201, withinReach),
    prepare: async () => ({ path: "/workers", body: { name: nextName(), environment: "development" } }),
  },
  "GET /workers/{id}": {
    statuses: from("viewer", 200, withinReach),
    prepare: on(insertWorker, (id) => `/workers/${id}`),
  },
  "PATCH /workers/{id}": {
    statuses: from("developer", 200, withinReach),
    prepare: on(insertWorker, (id) => `/workers/${id}`, { name: "Renamed" }),
  },
  "DELETE /workers/{id}": {
    statuses: from("developer", 200, withinReach),
    prepare: on(insertWorker, (id) => `/workers/${id}`),
  },
};

/** Giving an app more: it never expires, so no key that does can. */
const grantsApp: KeyStatuses = { ...withinGrant, keyWith: 403 };

const appRows: Record<string, AccessRow> = {
  "GET /apps": { statuses: from("viewer", 200), prepare: at("/apps") },
  "POST /apps": {
    statuses: from("admin", 201, grantsApp),
    prepare: async () => ({
      path: "/apps",
      body: { name: nextName(), kind: "service", environment: "development", scopes: ["workers:read"] },
    }),
  },
  "GET /apps/{id}": { statuses: from("viewer", 200, withinReach), prepare: onApp() },
  "PATCH /apps/{id}": { statuses: from("admin", 200, grantsApp), prepare: onApp("", { name: "Renamed" }) },
  "DELETE /apps/{id}": { statuses: from("admin", 200, listing), prepare: onApp() },
  "POST /apps/{id}/disable": { statuses: from("admin", 200, listing), prepare: onApp("/disable") },
  "POST /apps/{id}/enable": {
    statuses: from("admin", 200, grantsApp),
    prepare: async (world) => {
      const { id } = await insertApp(world.database, world.team, { disabledAt: new Date() });
      return { path: `/apps/${id}/enable` };
    },
  },
  "POST /apps/{id}/secrets": { statuses: from("admin", 201, grantsApp), prepare: onApp("/secrets", {}) },
  "DELETE /apps/{id}/secrets/{secretId}": {
    statuses: from("admin", 200, listing),
    prepare: async (world) => {
      const { id, secretId } = await insertApp(world.database, world.team);
      const endsAt = new Date(Date.now() + 3_600_000);
      await world.database.prisma.appSecret.update({ where: { id: secretId }, data: { endsAt } });
      return { path: `/apps/${id}/secrets/${secretId}` };
    },
  },
  "GET /apps/{id}/usage": { statuses: from("viewer", 200, withinReach), prepare: onApp("/usage") },
};

/** A grant of the owner. */
async function insertOwnersGrant({ database, team }: AccessWorld) {
  const app = await insertLaunchableApp(database, team);
  const server = await insertOpenServer(database, team);
  return insertGrant(database, { app, server, userId: team.owner.id });
}

/** The request of an app for who the person is. No FHIR server is asked about that. */
async function insertAuthorizationRequest({ database, runtime, team }: AccessWorld): Promise<string> {
  const { id } = await insertLaunchableApp(database, team);
  const server = await insertOpenServer(database, team, { baseUrl: "http://127.0.0.1:9/r4" });
  return new URLSearchParams({
    response_type: "code",
    client_id: id,
    redirect_uri: "https://app.example.com/callback",
    scope: "openid",
    aud: getFhirBaseUrl(runtime.config, server.id),
    code_challenge: "x".repeat(43),
    code_challenge_method: "S256",
  }).toString();
}

const launchRows: Record<string, AccessRow> = {
  "POST /me/authorizations": {
    statuses: peopleOnly("viewer", 201),
    prepare: async (world) => ({
      path: "/me/authorizations",
      body: { request: await insertAuthorizationRequest(world), scopes: ["openid"], patient: null },
    }),
  },
  "POST /me/authorizations/patients": {
    // The FHIR server of the test can't be reached.
    statuses: peopleOnly("developer", 502),
    prepare: async (world) => ({
      path: "/me/authorizations/patients",
      body: { request: await insertAuthorizationRequest(world), text: "Chalmers" },
    }),
  },
  "POST /apps/{id}/launches": {
    statuses: from("developer", 201, listing),
    prepare: async ({ database, team, people }, caller) => {
      const { id } = await insertLaunchableApp(database, team);
      const { id: fhirServerId } = await insertOpenServer(database, team);
      const userId = isKey(caller) || caller === "nobody" ? team.owner.id : people[caller].id;
      return { path: `/apps/${id}/launches`, body: { fhirServerId, patient: "1", userId } };
    },
  },
  "GET /apps/{id}/grants": { statuses: from("viewer", 200, withinReach), prepare: onApp("/grants") },
  "DELETE /apps/{id}/grants/{grantId}": {
    statuses: from("admin", 200, listing),
    prepare: async (world) => {
      const { id, appId } = await insertOwnersGrant(world);
      return { path: `/apps/${appId}/grants/${id}` };
    },
  },
  "GET /me/grants": { statuses: peopleOnly("viewer", 200), prepare: at("/me/grants") },
  "DELETE /me/grants/{id}": {
    // Only a person's own grants: for everyone else they do not exist.
    statuses: { ...peopleOnly("owner", 200), viewer: 404, developer: 404, admin: 404 },
    prepare: async (world) => ({ path: `/me/grants/${(await insertOwnersGrant(world)).id}` }),
  },
  "GET /fhir/servers/{id}/people": {
    statuses: from("admin", 200, listing),
    prepare: on(insertServer, (id) => `/fhir/servers/${id}/people`),
  },
  "PUT /fhir/servers/{id}/people/{userId}": {
    statuses: from("admin", 200, listing),
    prepare: on(insertServer, (id, { colleague }) => `/fhir/servers/${id}/people/${colleague.id}`, {
      reference: "Practitioner/1",
    }),
  },
  "DELETE /fhir/servers/{id}/people/{userId}": {
    statuses: from("admin", 200, listing),
    prepare: async ({ database, team, colleague }) => {
      const server = await insertOpenServer(database, team);
      await insertPersonLink(database, { server, userId: colleague.id, reference: "Practitioner/1" });
      return { path: `/fhir/servers/${server.id}/people/${colleague.id}` };
    },
  },
};

function onIssuer(body?: unknown): AccessRow["prepare"] {
  return async (world) => {
    const id = await insertTrustedIssuer(world.database, world.team);
    return { path: `/trusted-issuers/${id}`, ...(body === undefined ? {} : { body }) };
  };
}

/** Issuers are for people: apps of every environment can have rules about them. */
const federationRows: Record<string, AccessRow> = {
  "GET /trusted-issuers": { statuses: peopleOnly("viewer", 200), prepare: at("/trusted-issuers") },
  "POST /trusted-issuers": {
    statuses: peopleOnly("admin", 201),
    prepare: async () => ({
      path: "/trusted-issuers",
      body: { name: nextName(), preset: "custom", issuer: `https://${nextName()}.example.com` },
    }),
  },
  "GET /trusted-issuers/{id}": { statuses: peopleOnly("viewer", 200), prepare: onIssuer() },
  "PATCH /trusted-issuers/{id}": {
    statuses: peopleOnly("admin", 200),
    prepare: onIssuer({ name: "Renamed" }),
  },
  "DELETE /trusted-issuers/{id}": { statuses: peopleOnly("admin", 200), prepare: onIssuer() },
  "GET /apps/{id}/rules": { statuses: from("viewer", 200, withinReach), prepare: onApp("/rules") },
  "POST /apps/{id}/rules": {
    statuses: from("admin", 201, grantsApp),
    prepare: async (world) => {
      const { id } = await insertApp(world.database, world.team);
      const issuerId = await insertTrustedIssuer(world.database, world.team);
      const body = { name: nextName(), issuerId, audience: "https://a.example.com", claims: { sub: ["x"] } };
      return { path: `/apps/${id}/rules`, body };
    },
  },
  "DELETE /apps/{id}/rules/{ruleId}": {
    statuses: from("admin", 200, listing),
    prepare: async (world) => {
      const { id } = await insertApp(world.database, world.team);
      const issuerId = await insertTrustedIssuer(world.database, world.team);
      const ruleId = await insertAppRule(world.database, { appId: id, issuerId });
      return { path: `/apps/${id}/rules/${ruleId}` };
    },
  },
  "GET /apps/{id}/refusals": { statuses: from("viewer", 200, withinReach), prepare: onApp("/refusals") },
};

const teamRows: Record<string, AccessRow> = {
  "GET /teams": { statuses: everyone, prepare: at("/teams") },
  "POST /teams": {
    statuses: peopleOnly("viewer", 201),
    prepare: async () => ({ path: "/teams", body: { name: nextName() } }),
  },
  "GET /teams/{id}": { statuses: everyone, prepare: underTeam("", withoutBody) },
  "PATCH /teams/{id}": {
    statuses: from("admin", 200, managing),
    prepare: underTeam("", () => ({ name: nextName() })),
  },
  "DELETE /teams/{id}": {
    statuses: peopleOnly("owner", 200),
    prepare: underTeam("", withoutBody),
    isDestructive: true,
  },
  "POST /teams/{id}/transfer": {
    statuses: peopleOnly("owner", 200),
    prepare: underTeam("/transfer", ({ colleague }) => ({ memberId: colleague.memberId })),
    isDestructive: true,
  },
  "GET /teams/{id}/members": {
    statuses: from("viewer", 200),
    prepare: underTeam("/members", withoutBody),
  },
  "PATCH /teams/{id}/members/{memberId}": {
    statuses: from("admin", 200, managing),
    prepare: on(insertPerson, (id, { team }) => `/teams/${team.id}/members/${id}`, { role: "viewer" }),
  },
  "DELETE /teams/{id}/members/{memberId}": {
    statuses: from("admin", 200, managing),
    prepare: on(insertPerson, (id, { team }) => `/teams/${team.id}/members/${id}`, { keys: "revoke" }),
  },
  "GET /teams/{id}/invitations": {
    statuses: from("viewer", 200),
    prepare: underTeam("/invitations", withoutBody),
  },
  "POST /teams/{id}/invitations": {
    statuses: from("admin", 201, managing),
    prepare: underTeam("/invitations", () => ({ email: `${nextName()}@example.com`, role: "developer" })),
  },
  "POST /teams/{id}/invitations/{invitationId}/resend": {
    statuses: from("admin", 200, managing),
    prepare: on(insertInvited, (id, { team }) => `/teams/${team.id}/invitations/${id}/resend`),
  },
  "DELETE /teams/{id}/invitations/{invitationId}": {
    statuses: from("admin", 200, managing),
    prepare: on(insertInvited, (id, { team }) => `/teams/${team.id}/invitations/${id}`),
  },
  "GET /teams/{id}/groups": {
    statuses: peopleOnly("admin", 200),
    prepare: underTeam("/groups", withoutBody),
  },
  "POST /teams/{id}/groups": {
    statuses: peopleOnly("admin", 201),
    prepare: underTeam("/groups", () => ({ groupName: nextName(), role: "developer" })),
  },
  "PATCH /teams/{id}/groups/{groupId}": {
    statuses: peopleOnly("admin", 200),
    prepare: on(insertGroup, (id, { team }) => `/teams/${team.id}/groups/${id}`, { role: "viewer" }),
  },
  "DELETE /teams/{id}/groups/{groupId}": {
    statuses: peopleOnly("admin", 200),
    prepare: on(insertGroup, (id, { team }) => `/teams/${team.id}/groups/${id}`),
  },
  "POST /invitations/accept": {
    statuses: peopleOnly("viewer", 200),
    isDestructive: true,
    prepare: async (world, caller) => {
      const email = isKey(caller) || caller === "nobody" ? "x@example.com" : world.people[caller].email;
      const { token } = await insertInvitation(world.database, world.other, email);
      return { path: "/invitations/accept", body: { token } };
    },
  },
};

const ruleRows: Record<string, AccessRow> = {
  "GET /environments": { statuses: everyone, prepare: at("/environments") },
  "POST /environments": {
    statuses: from("admin", 201, managing),
    prepare: async () => ({ path: "/environments", body: { slug: nextName(), label: "New" } }),
  },
  "POST /environments/reorder": {
    statuses: from("admin", 200, managing),
    prepare: async ({ database, team }) => {
      const rows = await database.prisma.environment.findMany({
        where: { teamId: team.id, retiredAt: null },
        orderBy: { position: "desc" },
      });
      return { path: "/environments/reorder", body: { environmentIds: rows.map(({ id }) => id) } };
    },
  },
  "PATCH /environments/{id}": {
    statuses: from("admin", 200, managing),
    prepare: async ({ team }) => ({
      path: `/environments/${team.environments.development}`,
      body: { label: nextName() },
    }),
  },
  "POST /environments/{id}/policy-preview": {
    statuses: from("admin", 200, managing),
    prepare: async ({ team }) => ({
      path: `/environments/${team.environments.development}/policy-preview`,
      body: { requiresExpiry: true },
    }),
  },
  "DELETE /environments/{id}": {
    statuses: from("admin", 200, managing),
    prepare: on(insertEnvironment, (id) => `/environments/${id}`),
  },
  "GET /permissions": { statuses: everyone, prepare: at("/permissions") },
  "POST /permissions": {
    statuses: from("admin", 201, managing),
    prepare: async () => ({ path: "/permissions", body: { name: `${nextName()}:read` } }),
  },
  "PATCH /permissions/{id}": {
    statuses: from("admin", 200, managing),
    prepare: on(insertPermission, (id) => `/permissions/${id}`, { description: "Better description" }),
  },
  "DELETE /permissions/{id}": {
    statuses: from("admin", 200, managing),
    prepare: on(insertPermission, (id) => `/permissions/${id}`),
  },
  "GET /audit-events": { statuses: from("admin", 200), prepare: at("/audit-events") },
  "GET /audit-events/verify": { statuses: from("admin", 200), prepare: at("/audit-events/verify") },
};

/**
 * Only administrators of the console, whatever their role is. Here that is the viewer: not the owner of the team, and no
 * key.
 */
function administrators(status: number): AccessRow["statuses"] {
  return { ...peopleOnly("viewer", 403), viewer: status };
}

/** A person in no team, who is signed in and has a second factor, so that every act changes something. */
async function insertStranger(database: AccessWorld["database"]): Promise<string> {
  const { id } = await insertUser(database);
  const now = new Date();
  await database.prisma.session.create({
    data: {
      id: createId("session"),
      userId: id,
      lastSeenAt: now,
      authenticatedAt: now,
      expiresAt: new Date(now.getTime() + dayMs),
    },
  });
  const secret = new Uint8Array(20);
  await database.prisma.totpFactor.create({
    data: { id: createId("totpFactor"), userId: id, secret, secretKeyId: "none", confirmedAt: now },
  });
  return id;
}

/** The path below `/instance/people`: for a person who is in no team, unless it is the list. */
function byAdministrator(suffix: string | null = null, body?: unknown): AccessRow["prepare"] {
  return async ({ database, people }) => {
    await database.prisma.user.update({ where: { id: people.viewer.id }, data: { isInstanceOwner: true } });
    const path =
      suffix === null ? "/instance/people" : `/instance/people/${await insertStranger(database)}${suffix}`;
    return body === undefined ? { path } : { path, body };
  };
}

function onInstance(path: string): AccessRow["prepare"] {
  return async (world, caller) => ({ ...(await byAdministrator()(world, caller)), path });
}

/** A console without a directory's tokens, of which it can have two. */
function withoutTokens(body?: unknown): AccessRow["prepare"] {
  return async (world, caller) => {
    const data = { deletedAt: new Date() };
    await world.database.prisma.provisioningToken.updateMany({ where: { deletedAt: null }, data });
    return { ...(await byAdministrator(null, body)(world, caller)), path: "/instance/provisioning/tokens" };
  };
}

/** A token to delete. */
async function insertProvisioningToken({ database, people }: AccessWorld): Promise<string> {
  const id = createId("provisioningToken");
  const tokenHash = new Uint8Array(randomBytes(32));
  const fields = { name: "Directory", hint: "be_scim_…", createdById: people.owner.id };
  await database.prisma.provisioningToken.create({
    data: { id, tokenHash, ...fields, createdAt: new Date() },
  });
  return id;
}

const instanceRows: Record<string, AccessRow> = {
  "GET /instance/provisioning": {
    statuses: administrators(200),
    prepare: onInstance("/instance/provisioning"),
  },
  "PATCH /instance/provisioning": {
    statuses: administrators(200),
    prepare: async (world, caller) => {
      await world.database.prisma.provisioningSettings.deleteMany();
      const body = { keysAtOffboarding: "hand_over" };
      return { ...(await byAdministrator(null, body)(world, caller)), path: "/instance/provisioning" };
    },
  },
  "POST /instance/provisioning/tokens": {
    statuses: administrators(201),
    prepare: withoutTokens({ name: "Directory" }),
  },
  "DELETE /instance/provisioning/tokens/{id}": {
    statuses: administrators(200),
    prepare: async (world, caller) => ({
      ...(await byAdministrator()(world, caller)),
      path: `/instance/provisioning/tokens/${await insertProvisioningToken(world)}`,
    }),
  },
  "GET /instance/people": { statuses: administrators(200), prepare: byAdministrator() },
  "GET /instance/people/{id}": { statuses: administrators(200), prepare: byAdministrator("") },
  "PATCH /instance/people/{id}": {
    statuses: administrators(200),
    prepare: byAdministrator("", { status: "suspended" }),
  },
  "DELETE /instance/people/{id}/sessions": {
    statuses: administrators(200),
    prepare: byAdministrator("/sessions"),
  },
  "DELETE /instance/people/{id}/two-factor": {
    statuses: administrators(200),
    prepare: byAdministrator("/two-factor"),
  },
  "POST /instance/people/{id}/email-verification": {
    statuses: administrators(200),
    prepare: byAdministrator("/email-verification"),
  },
  "POST /instance/people/{id}/password-resets": {
    statuses: administrators(201),
    prepare: byAdministrator("/password-resets"),
  },
  "GET /instance/audit-events": {
    statuses: administrators(200),
    prepare: onInstance("/instance/audit-events"),
  },
  "GET /instance/teams": { statuses: administrators(200), prepare: onInstance("/instance/teams") },
  "GET /instance/teams/{id}": {
    statuses: administrators(200),
    prepare: async (world, caller) => ({
      ...(await byAdministrator()(world, caller)),
      path: `/instance/teams/${world.other.id}`,
    }),
  },
  "PATCH /instance/teams/{id}": {
    statuses: administrators(200),
    prepare: async (world, caller) => ({
      ...(await byAdministrator()(world, caller)),
      path: `/instance/teams/${world.other.id}`,
      body: { status: "suspended" },
    }),
  },
  "GET /instance/settings": { statuses: administrators(200), prepare: onInstance("/instance/settings") },
  "GET /instance/checks": { statuses: administrators(200), prepare: onInstance("/instance/checks") },
  "GET /instance/health": { statuses: administrators(200), prepare: onInstance("/instance/health") },
  "POST /instance/mail-tests": {
    statuses: administrators(200),
    prepare: onInstance("/instance/mail-tests"),
  },
  "GET /instance/audit-events/verify": {
    statuses: administrators(200),
    prepare: onInstance("/instance/audit-events/verify"),
  },
};

/** Only keys are accepted, and the one without permissions does not have this one. */
const goodKeys: AccessRow["statuses"] = {
  ...all(401),
  ...Object.fromEntries(keyCallers.map((caller) => [caller, 200])),
  keyWithout: 403,
};

/** Not API routes: the listener answers these, and only by key. */
const proxyRows: Record<string, AccessRow> = {
  "GET /auth": {
    statuses: { ...goodKeys, ...inEnvironment },
    prepare: async ({ team }) => ({
      path: `/auth?team=${team.id}&environment=development&permission=keys:read`,
    }),
  },
  "GET /auth/with": {
    statuses: goodKeys,
    prepare: async ({ team }) => ({ path: `/auth/with/team=${team.id}&permission=workers:write/orders/7` }),
  },
};

/** Who can do what: one row per route (OWASP ASVS 8.1). A route without a row fails the test. */
export const accessMatrix: Readonly<Record<string, AccessRow>> = {
  ...accountRows,
  ...twoFactorRows,
  ...noticeRows,
  ...passkeyRows,
  ...providerRows,
  ...keyRows,
  ...thingRows,
  ...appRows,
  ...launchRows,
  ...federationRows,
  ...teamRows,
  ...ruleRows,
  ...instanceRows,
  ...proxyRows,
};
