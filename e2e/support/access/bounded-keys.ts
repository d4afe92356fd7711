import {
  insertKey,
  insertMember,
  insertRequest,
  insertTeam,
  type TestTeam,
} from "#e2e/support/database/fixtures.ts";
import type { Route } from "#lib/api/pipeline/define-route.ts";
import { routes } from "#lib/api/routes.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import { isAddressAllowed } from "#lib/domain/network/address.ts";
import { builtInPermissions, listRolePermissions } from "#lib/domain/rbac/permissions.ts";
import { type Role, roles } from "#lib/domain/rbac/roles.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { insertInvitation } from "./access-world.ts";
import { callApi, createSessionCookie } from "./api-caller.ts";
import type { createRandom } from "./tamperings.ts";

// Random keys send random requests. What they can see and change is determined here from the database rows,
// without any of the functions under test.

type Random = ReturnType<typeof createRandom>;

/** A row as PostgreSQL returns it, with its column names. */
type Row = Readonly<Record<string, unknown>> & { id: string };

/** Every row that a request could create, change or show, by table and id. */
type Snapshot = ReadonlyMap<string, ReadonlyMap<string, Row>>;

const tables = [
  "teams",
  "members",
  "invitations",
  "environments",
  "team_permissions",
  "api_keys",
  "workers",
  "fhir_servers",
  "apps",
  "audit_events",
] as const;

type Table = (typeof tables)[number];

const teamColumns: Partial<Record<Table, string>> = { teams: "id", audit_events: "chain_id" };

async function takeSnapshot(database: Database, { team, other }: World): Promise<Snapshot> {
  const parts = tables.map((table) => {
    const resources =
      table === "api_keys"
        ? "|| jsonb_build_object('resources', ARRAY(SELECT resource FROM key_resources WHERE key_id = t.id ORDER BY 1))"
        : "";
    return `SELECT '${table}' AS table, to_jsonb(t) - 'last_active_at' - 'last_used_at' - 'token_hash' - 'hash' - 'prev_hash' - 'personal_hash' ${resources} AS row FROM ${table} t WHERE ${teamColumns[table] ?? "team_id"} IN ($1, $2)`;
  });
  const { rows } = await database.pool.query<{ table: Table; row: Row }>(parts.join(" UNION ALL "), [
    team.id,
    other.id,
  ]);
  return new Map(
    tables.map((table) => [
      table,
      new Map(rows.filter((found) => found.table === table).map(({ row }) => [row.id, row])),
    ]),
  );
}

function listRows(snapshot: Snapshot, table: Table): Row[] {
  return [...(snapshot.get(table)?.values() ?? [])];
}

function findRow(snapshot: Snapshot, table: Table, id: unknown): Row | undefined {
  return snapshot.get(table)?.get(String(id));
}

function asTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** What a key can do and access, derived from its row. */
interface Reach {
  key: Row;
  role: Role;
  permissions: ReadonlySet<string>;
  environmentId: string;
  resources: readonly string[];
  seesTeam: boolean;
}

const mustBeListed = ["members:write", "team:write", "apps:write", "platform:verify"];

function describeReach(snapshot: Snapshot, keyId: string): Reach {
  const key = findRow(snapshot, "api_keys", keyId);
  if (key === undefined) throw new Error("the calling key does not exist");
  const owner = listRows(snapshot, "members").find(
    (member) => member.team_id === key.team_id && member.user_id === key.owner_user_id,
  );
  const role = roles.find((name) => name === owner?.role) ?? "viewer";
  const own = listRows(snapshot, "team_permissions").flatMap((permission) =>
    permission.team_id === key.team_id && permission.retired_at === null ? [String(permission.name)] : [],
  );
  const held = [...listRolePermissions(role, own)];
  const listed = asTexts(key.permissions);
  const resources = asTexts(key.resources);
  const environment = findRow(snapshot, "environments", key.environment_id);
  return {
    key,
    role,
    permissions: new Set(
      held.filter((name) =>
        key.inherits_permissions ? !mustBeListed.includes(name) : listed.includes(name),
      ),
    ),
    environmentId: String(key.environment_id),
    resources,
    seesTeam: resources.length === 0 && environment?.allows_team_management === true,
  };
}

function isWithinResources(reach: Reach, names: readonly string[]): boolean {
  if (reach.resources.length === 0) return true;
  return names.length > 0 && names.every((name) => reach.resources.includes(name));
}

const kinds: Partial<Record<Table, string>> = {
  workers: "workers",
  fhir_servers: "fhir.servers",
  members: "members",
  invitations: "invitations",
};

/** Whether a key can see the row at all. */
function isVisible(snapshot: Snapshot, reach: Reach, table: Table, row: Row): boolean {
  const teamId = table === "teams" ? row.id : table === "audit_events" ? row.chain_id : row.team_id;
  if (teamId !== reach.key.team_id) return false;
  const isHere = row.environment_id === reach.environmentId;
  switch (table) {
    case "api_keys":
      return isHere && isWithinResources(reach, asTexts(row.resources));
    case "workers":
    case "fhir_servers":
      return isHere && isWithinResources(reach, [`${kinds[table]}:${row.id}`]);
    case "apps":
      return isHere && reach.resources.length === 0;
    case "members":
    case "invitations":
      return isWithinResources(reach, [`${kinds[table]}:${row.id}`]) || reach.seesTeam;
    case "environments":
      return row.id === reach.environmentId || reach.seesTeam;
    case "teams":
    case "team_permissions":
      return true;
    case "audit_events":
      return isEventVisible(snapshot, reach, row);
  }
}

const targetTables: Readonly<Record<string, Table>> = {
  key: "api_keys",
  worker: "workers",
  fhirServer: "fhir_servers",
  app: "apps",
};

function isEventVisible(snapshot: Snapshot, reach: Reach, event: Row): boolean {
  const table = targetTables[String(event.target_type)];
  if (table === undefined) return event.target_id === reach.environmentId || reach.seesTeam;
  const target = findRow(snapshot, table, event.target_id);
  return target !== undefined && isVisible(snapshot, reach, table, target);
}

/** Texts by which a response would reveal a row: ids, and names that no other row has. */
function listMarks(table: Table, row: Row): string[] {
  const unique = [row.name, row.email, row.external_id, row.label].filter(
    (text): text is string => typeof text === "string" && text.includes("canary"),
  );
  return table === "teams" ? unique : [row.id, ...unique];
}

/** The rows that a response contains although the key cannot see them. */
function listLeaks(snapshot: Snapshot, reach: Reach, text: string, sent: string): string[] {
  // The creator of a key already knows the names of its resources.
  const shown = text.replaceAll(/"(workers|fhir\.servers):\w+"/g, "");
  return tables.flatMap((table) =>
    listRows(snapshot, table)
      .filter((row) => !isVisible(snapshot, reach, table, row))
      .flatMap((row) => listMarks(table, row))
      // A caller can see again what it has sent.
      .filter((mark) => shown.includes(mark) && !sent.includes(mark))
      .map((mark) => `${table} ${mark} was shown`),
  );
}

interface Change {
  table: Table;
  before: Row | undefined;
  after: Row | undefined;
  fields: string[];
}

function listChanges(before: Snapshot, after: Snapshot): Change[] {
  return tables.flatMap((table) => {
    const ids = new Set([...(before.get(table)?.keys() ?? []), ...(after.get(table)?.keys() ?? [])]);
    return [...ids].flatMap((id) => {
      const [from, to] = [findRow(before, table, id), findRow(after, table, id)];
      const names = new Set([...Object.keys(from ?? {}), ...Object.keys(to ?? {})]);
      const fields = [...names].filter((name) => JSON.stringify(from?.[name]) !== JSON.stringify(to?.[name]));
      return fields.length === 0 ? [] : [{ table, before: from, after: to, fields }];
    });
  });
}

const harmless = ["disabled_at", "revoked_at", "updated_at"];
const settled = ["revoked_at", "updated_at", "owner_user_id", "inherits_permissions", "permissions"];

/** Whether the change only removes permissions that have been retired: they leave the lists of all keys and apps. */
function isRetirement(snapshot: Snapshot, { table, before, after, fields }: Change): boolean {
  const column = table === "apps" ? "scopes" : "permissions";
  if (!fields.every((field) => field === column || field === "updated_at")) return false;
  const [had, has] = [asTexts(before?.[column]), asTexts(after?.[column])];
  const removed = had.filter((name) => !has.includes(name));
  const retired = listRows(snapshot, "team_permissions").filter(
    (row) => row.team_id === after?.team_id && row.retired_at !== null,
  );
  return (
    removed.length > 0 &&
    has.every((name) => had.includes(name)) &&
    removed.every((name) => retired.some((row) => row.name === name))
  );
}

/** Whether the calling key could itself do everything that this key can do. */
function isKeyWithin(reach: Reach, row: Row, defaults: { perMinute: number; per10Seconds: number }): boolean {
  const { key } = reach;
  if (row.environment_id !== reach.environmentId || !isWithinResources(reach, asTexts(row.resources)))
    return false;
  if (row.inherits_permissions && !key.inherits_permissions) return false;
  const listed = row.inherits_permissions ? [] : asTexts(row.permissions);
  if (listed.some((name) => Object.hasOwn(builtInPermissions, name) && !reach.permissions.has(name)))
    return false;
  if (
    key.expires_at !== null &&
    (row.expires_at === null || String(row.expires_at) > String(key.expires_at))
  ) {
    return false;
  }
  const allowed = asTexts(key.allowed_ips);
  if (allowed.length > 0) {
    const target = asTexts(row.allowed_ips);
    // The blocks of this world contain each other or have no address in common, so one address is enough to
    // compare them.
    const isIn = (block: string) => isAddressAllowed(block.replace(/\/.*/, ""), allowed);
    const isWider = (block: string) =>
      allowed.every((own) => Number(own.split("/")[1]) > Number(block.split("/")[1]));
    if (target.length === 0 || target.some((block) => !isIn(block) || isWider(block))) return false;
  }
  const limit = (of: Row, column: string, byDefault: number) => Number(of[column] ?? byDefault);
  return (
    limit(row, "rate_limit_per_minute", defaults.perMinute) <=
      limit(key, "rate_limit_per_minute", defaults.perMinute) &&
    limit(row, "rate_limit_per_10_seconds", defaults.per10Seconds) <=
      limit(key, "rate_limit_per_10_seconds", defaults.per10Seconds)
  );
}

const givenByKeys = ["viewer", "developer"];

/** Why a change exceeds the key's restrictions, or null if it does not. */
function findFault(
  snapshot: Snapshot,
  reach: Reach,
  change: Change,
  defaults: { perMinute: number; per10Seconds: number },
): string | null {
  const { table, before, after, fields } = change;
  const row = after ?? before;
  if (row === undefined || after === undefined) return "a row was deleted";
  const teamId = table === "teams" ? row.id : row.team_id;
  if (table === "audit_events")
    return before !== undefined || row.actor_id !== reach.key.id ? "history was changed" : null;
  if (teamId !== reach.key.team_id) return "another team's row changed";
  const manages = (permission: string) => reach.seesTeam && reach.permissions.has(permission);
  switch (table) {
    case "api_keys":
      if (manages("team:write") && isRetirement(snapshot, change)) return null;
      return findKeyFault(snapshot, reach, change, defaults);
    case "apps":
      if (manages("team:write") && isRetirement(snapshot, change)) return null;
      return findAppFault(snapshot, reach, change, defaults);
    case "workers":
    case "fhir_servers":
      if (before === undefined && reach.resources.length > 0)
        return "was created by a key limited to resources";
      if (before?.gateway_allows_keys === false && after.gateway_allows_keys === true)
        return "a key let keys use a gateway";
      if (before?.gateway_base_url === null && after.gateway_base_url !== null)
        return reach.permissions.has("fhir.gateway:write")
          ? null
          : "a gateway was turned on without permission";
      return isVisible(snapshot, reach, table, row) ? null : "is not visible";
    case "members":
    case "invitations":
      if (!manages("members:write")) return "members were managed without permission";
      return [before, after].some((state) => state !== undefined && !givenByKeys.includes(String(state.role)))
        ? "an admin or owner was changed"
        : null;
    case "environments":
      if (fields.includes("allows_team_management") && after.allows_team_management === true)
        return "team management was allowed in an environment";
      return manages("team:write") ? null : "the team was managed without permission";
    case "teams":
    case "team_permissions":
      return manages("team:write") ? null : "the team was managed without permission";
  }
}

function findKeyFault(
  snapshot: Snapshot,
  reach: Reach,
  { before, after, fields }: Change,
  defaults: { perMinute: number; per10Seconds: number },
): string | null {
  if (after === undefined) return "a key was deleted";
  const owner = listRows(snapshot, "members").find(({ user_id: id }) => id === before?.owner_user_id);
  const isSettled =
    fields.every((field) => settled.includes(field)) && givenByKeys.includes(String(owner?.role));
  if (isSettled && reach.seesTeam && reach.permissions.has("members:write")) return null;
  if (!reach.permissions.has("keys:write")) return "without keys:write";
  if ((before ?? after).owner_user_id !== reach.key.owner_user_id) return "belongs to another owner";
  if (!isVisible(snapshot, reach, "api_keys", before ?? after)) return "is not visible";
  if (before !== undefined && fields.every((field) => harmless.includes(field)) && after.disabled_at !== null)
    return null;
  if (before !== undefined && fields.every((field) => harmless.includes(field)) && after.revoked_at !== null)
    return null;
  const isWithin = isKeyWithin(reach, after, defaults);
  if (before === undefined) return isWithin ? null : "a key was created beyond the restrictions";
  // Finishing a rotation changes only the key's update time; a rotation is detected by the event of its new
  // secret.
  if (fields.every((field) => field === "updated_at")) return null;
  return isWithin && isKeyWithin(reach, before, defaults)
    ? null
    : "a key was changed beyond the restrictions";
}

/** An app as the key that its tokens act as: it never expires, and is limited to no resources. */
function asKeyRow(app: Row): Row {
  const permissions = asTexts(app.scopes).filter((scope) => scope.includes(":"));
  return { ...app, permissions, inherits_permissions: false, resources: [], expires_at: null };
}

function findAppFault(
  snapshot: Snapshot,
  reach: Reach,
  { before, after, fields }: Change,
  defaults: { perMinute: number; per10Seconds: number },
): string | null {
  if (after === undefined) return "an app was deleted";
  if (!reach.permissions.has("apps:write")) return "without apps:write";
  if (!isVisible(snapshot, reach, "apps", before ?? after)) return "is not visible";
  const isWithin = (row: Row) => isKeyWithin(reach, asKeyRow(row), defaults);
  if (before === undefined) return isWithin(after) ? null : "an app was created beyond the restrictions";
  const ends = fields.every((field) => ["disabled_at", "deleted_at", "updated_at"].includes(field));
  const isEnabled = fields.includes("disabled_at") && after.disabled_at === null;
  if (ends && !isEnabled) return null;
  return isWithin(before) && isWithin(after) ? null : "an app was changed beyond the restrictions";
}

// -------------------------------------------------------------------------------------------------- the
// world

interface World {
  team: TestTeam;
  other: TestTeam;
  ownerIds: string[];
  secrets: string[];
  /** Of both teams. */
  requestIds: string[];
  /** The environment of the calling key. */
  ownSlug: string;
}

let canaryCount = 0;

function nextCanary(): string {
  canaryCount += 1;
  return `canary-${canaryCount}-${Math.trunc(performance.now())}`;
}

async function fillTeam(
  database: Database,
  runtime: Runtime,
  team: TestTeam,
  ownerIds: string[],
): Promise<Pick<World, "secrets" | "requestIds">> {
  const secrets: string[] = [];
  const keyIds: string[] = [];
  const { cookie } = await createSessionCookie(database, runtime, team.owner.id);
  const headers = { "x-team-id": team.id };
  const create = async (path: string, body: object) => callApi(path, { cookie, headers, body });
  for (const environment of Object.keys(team.environments)) {
    await create("/workers", { name: nextCanary(), environment });
    await create("/fhir/servers", { name: nextCanary(), environment, baseUrl: "http://127.0.0.1:9/r4" });
    await create("/apps", { name: nextCanary(), environment, kind: "service", scopes: ["keys:read"] });
    for (const id of ownerIds) {
      const created = await create("/keys", {
        name: nextCanary(),
        externalId: nextCanary(),
        environment,
        owner: { type: "user", id },
        permissions: ["keys:read"],
      });
      secrets.push(String(Reflect.get(Object(created.body), "secret")));
      keyIds.push(String(Reflect.get(Object(created.body), "id")));
    }
  }
  // Each verified by a key of another environment.
  const requestIds = await Promise.all(
    keyIds.map((keyId, index) =>
      insertRequest(database, { teamId: team.id, keyId, service: keyIds.at(index - ownerIds.length) ?? "" }),
    ),
  );
  await create("/permissions", { name: "orders:read" });
  await create(`/teams/${team.id}/invitations`, { email: `${nextCanary()}@example.com`, role: "admin" });
  await insertInvitation(database, team, `${nextCanary()}@example.com`);
  return { secrets, requestIds };
}

async function createWorld(database: Database, runtime: Runtime): Promise<World> {
  const team = await insertTeam(database);
  const other = await insertTeam(database);
  const members = [];
  for (const role of ["admin", "developer", "developer", "viewer"] as const) {
    members.push(await insertMember(database, team, role));
  }
  const ownerIds = [team.owner.id, ...members.map(({ id }) => id)];
  const { secrets, requestIds } = await fillTeam(database, runtime, team, ownerIds);
  const { requestIds: otherIds } = await fillTeam(database, runtime, other, [other.owner.id]);
  const ids = { secrets, requestIds: [...requestIds, ...otherIds] };
  return { team, other, ownerIds, ...ids, ownSlug: "development" };
}

// ----------------------------------------------------------------------------------------------- the
// requests

function choose<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[random(items.length)];
  if (item === undefined) throw new Error("nothing to choose from");
  return item;
}

function chooseSome<Item>(random: Random, items: readonly Item[]): Item[] {
  return items.filter(() => random(2) === 0);
}

const allowlists = [[], [], ["203.0.113.0/24"], ["203.0.113.9/32"]];

/** A key with random restrictions, or none. */
async function insertBoundedKey(database: Database, random: Random, world: World, snapshot: Snapshot) {
  const here = (table: Table) => listRows(snapshot, table).filter(({ team_id: id }) => id === world.team.id);
  const names = [
    ...here("workers").map(({ id }) => `workers:${id}`),
    ...here("fhir_servers").map(({ id }) => `fhir.servers:${id}`),
    "orders:7",
  ];
  const inherits = random(3) === 0;
  const resources = random(4) === 0 ? chooseSome(random, names) : [];
  return insertKey(database, world.team, {
    name: nextCanary(),
    environmentId: world.team.environments[world.ownSlug] ?? "",
    ownerUserId: random(2) === 0 ? world.team.owner.id : choose(random, world.ownerIds),
    inheritsPermissions: inherits,
    permissions: inherits
      ? []
      : random(4) > 0
        ? Object.keys(builtInPermissions)
        : chooseSome(random, Object.keys(builtInPermissions)),
    expiresAt: random(3) === 0 ? new Date(Date.now() + 3_600_000) : null,
    allowedIps: choose(random, allowlists),
    rateLimitPerMinute: random(3) === 0 ? 50 : null,
    rateLimitPer10Seconds: random(3) === 0 ? 20 : null,
    resources: { create: resources.map((resource) => ({ resource })) },
  });
}

type CreateBody = (random: Random, world: World, snapshot: Snapshot) => Record<string, unknown>;

const slugs = ["development", "staging", "production"];

/** Usually the calling key's own environment, so that many requests succeed. */
function chooseSlug(random: Random, { ownSlug }: World): string {
  return random(4) > 0 ? ownSlug : choose(random, slugs);
}

const listings = ["inherit", [], ["keys:read"], ["keys:read"], ["keys:read"], ["members:write"]];

/** Half of them are as narrow as any key of this world requires. */
const randomKeyFields: CreateBody = (random) => {
  const inHalfAnHour = new Date(Date.now() + 1_800_000).toISOString();
  if (random(2) === 0) {
    return {
      permissions: ["keys:read"],
      allowedIps: ["203.0.113.9"],
      rateLimit: { perMinute: 40, per10Seconds: 10 },
      expiresAt: inHalfAnHour,
      ...(random(3) === 0 ? { resources: ["orders:7"] } : {}),
    };
  }
  return {
    ...(random(3) > 0 ? { permissions: choose(random, listings) } : {}),
    ...(random(3) === 0 ? { allowedIps: choose(random, allowlists) } : {}),
    ...(random(3) === 0 ? { rateLimit: choose(random, [null, { perMinute: 40, per10Seconds: 10 }]) } : {}),
    ...(random(3) === 0 ? { expiresAt: choose(random, [null, inHalfAnHour]) } : {}),
    ...(random(4) === 0 ? { resources: choose(random, [[], ["orders:7"]]) } : {}),
  };
};

const appScopes = [[], [], ["keys:read"], ["audit:read"], ["apps:write"], ["system/*.rs"]];

function randomAppFields(random: Random): Record<string, unknown> {
  return {
    scopes: choose(random, appScopes),
    allowedIps: choose(random, [["203.0.113.9"], ...allowlists]),
    rateLimit: choose(random, [null, { perMinute: 40, per10Seconds: 10 }]),
  };
}

const chooseMember: CreateBody = (random, _, snapshot) => ({
  memberId: choose(random, listRows(snapshot, "members")).id,
});

const chooseSettlement = (random: Random, world: World, snapshot: Snapshot) =>
  random(2) === 0 ? "revoke" : { reassignTo: chooseMember(random, world, snapshot).memberId };

/**
 * By operation: a body that matches the route's schema. A route with a body that is missing here fails the
 * test.
 */
const bodies: Readonly<Record<string, CreateBody>> = {
  createUser: () => ({
    name: "New",
    email: `${nextCanary()}@example.com`,
    password: "correct horse battery staple",
  }),
  updateMe: () => ({ name: nextCanary() }),
  updateInstanceTeam: () => ({ status: "suspended", reason: nextCanary() }),
  updateProvisioning: () => ({ keysAtOffboarding: "hand_over" }),
  createProvisioningToken: () => ({ name: nextCanary() }),
  deleteAccount: () => ({ email: `${nextCanary()}@example.com` }),
  changePassword: () => ({ currentPassword: "x", newPassword: "thistle river stone" }),
  changeEmail: () => ({ email: `${nextCanary()}@example.com` }),
  confirmEmailChange: () => ({ token: "x".repeat(43) }),
  markNoticesRead: () => ({}),
  updateNoticeSetting: () => ({ kind: "key_expiring", mails: false }),
  startPasskey: () => ({}),
  createPasskey: () => ({
    name: nextCanary(),
    credential: { id: "AAAA", response: { clientDataJSON: "BBBB", attestationObject: "CCCC" } },
  }),
  updatePasskey: () => ({ name: nextCanary() }),
  removePasskey: () => ({}),
  startLink: () => ({ provider: "github" }),
  unlinkProvider: () => ({}),
  startTotp: () => ({}),
  startReauthentication: () => ({}),
  reauthenticate: () => ({ code: "123456" }),
  confirmTotp: () => ({ code: "123456" }),
  removeTotp: () => ({}),
  createRecoveryCodes: () => ({}),
  requestPasswordReset: () => ({ email: `${nextCanary()}@example.com` }),
  resetPassword: () => ({ password: "thistle river stone" }),
  updatePerson: () => ({ status: "suspended" }),
  createKey: (random, world, snapshot) => ({
    name: nextCanary(),
    environment: chooseSlug(random, world),
    ...(random(4) === 0 ? { owner: { type: "user", id: choose(random, world.ownerIds) } } : {}),
    ...(random(6) === 0 ? { owner: { type: "team", role: choose(random, roles) } } : {}),
    ...randomKeyFields(random, world, snapshot),
  }),
  updateKey: (random, world, snapshot) => ({
    name: nextCanary(),
    ...randomKeyFields(random, world, snapshot),
  }),
  deleteKey: () => ({}),
  rotateKey: (random) => ({ gracePeriodSeconds: choose(random, [0, 60]) }),
  lookUpKey: (random, { secrets }) => ({ key: choose(random, secrets) }),
  // Anyone with a secret can learn whose it is, so these requests use an unknown one.
  verifyKey: () => ({ key: "be_unknown" }),
  introspectToken: () => ({ token: "be_unknown" }),
  createFhirServer: (random, world) => ({
    name: nextCanary(),
    environment: chooseSlug(random, world),
    baseUrl: "http://127.0.0.1:9/r4",
  }),
  updateFhirServer: () => ({ name: nextCanary() }),
  updateFhirGateway: (random) =>
    random(4) === 0 ? { allowsKeys: true } : { enabled: random(2) === 0, allowsKeys: false },
  setFhirCredential: (random) =>
    random(2) === 0
      ? { kind: "bearer", token: "token" }
      : { kind: "backend-services", clientId: "byteengine", scopes: "system/*.rs" },
  checkFhirAddress: () => ({ baseUrl: "http://127.0.0.1:9/r4" }),
  createWorker: (random, world) => ({ name: nextCanary(), environment: chooseSlug(random, world) }),
  updateWorker: () => ({ name: nextCanary() }),
  createApp: (random, world) => ({
    name: nextCanary(),
    kind: "service",
    environment: chooseSlug(random, world),
    ...randomAppFields(random),
  }),
  updateApp: (random) => ({ name: nextCanary(), ...(random(2) === 0 ? randomAppFields(random) : {}) }),
  createAppSecret: (random) => ({ gracePeriodSeconds: choose(random, [0, 60]) }),
  // Only people authorize apps, so these requests name an unknown one.
  authorizeApp: () => ({ request: "client_id=app_1", scopes: ["openid"], patient: "1" }),
  findPatients: () => ({ request: "client_id=app_1", text: nextCanary() }),
  createAppLaunch: (random, world, snapshot) => ({
    fhirServerId: choose(random, listRows(snapshot, "fhir_servers")).id,
    patient: "1",
    userId: choose(random, world.ownerIds),
  }),
  linkFhirPerson: () => ({ reference: "Practitioner/1" }),
  createTrustedIssuer: () => ({ name: nextCanary(), preset: "github" }),
  updateTrustedIssuer: () => ({ name: nextCanary() }),
  createAppRule: () => ({
    name: nextCanary(),
    issuerId: createId("trustedIssuer"),
    audience: "https://console.example.com",
    claims: { sub: ["x"] },
  }),
  createTeam: () => ({ name: nextCanary() }),
  updateTeam: () => ({
    name: nextCanary(),
    keyRateLimitMax: { perMinute: 2147483647, per10Seconds: 2147483647 },
  }),
  transferTeam: chooseMember,
  updateMember: (random, world, snapshot) =>
    random(2) === 0
      ? { role: choose(random, roles) }
      : {
          status: "suspended",
          ...(random(2) === 0 ? { keys: chooseSettlement(random, world, snapshot) } : {}),
        },
  removeMember: (random, world, snapshot) => ({ keys: chooseSettlement(random, world, snapshot) }),
  createInvitation: (random) => ({ email: `${nextCanary()}@example.com`, role: choose(random, roles) }),
  createGroup: (random) => ({ groupName: nextCanary(), role: choose(random, ["viewer", "admin"]) }),
  updateGroup: () => ({ role: "viewer" }),
  acceptInvitation: () => ({ token: "x".repeat(43) }),
  confirmEmail: () => ({ token: "x".repeat(43) }),
  createEnvironment: (random) => ({
    slug: `e-${nextCanary()}`.slice(0, 40),
    label: nextCanary(),
    ...(random(3) === 0 ? { allowsTeamManagement: true } : {}),
  }),
  updateEnvironment: (random) =>
    random(3) === 0
      ? { allowsTeamManagement: random(2) === 0 }
      : { label: nextCanary(), requiresExpiry: false },
  reorderEnvironments: (random, { team }, snapshot) => ({
    environmentIds: listRows(snapshot, "environments")
      .filter((row) => row.retired_at === null && (row.team_id === team.id || random(20) === 0))
      .map(({ id }) => id)
      .reverse(),
  }),
  previewEnvironmentPolicy: () => ({ requiresExpiry: true }),
  createPermission: () => ({ name: `${nextCanary()}:read` }),
  updatePermission: () => ({ description: nextCanary() }),
};

const pathTables: readonly [string, Table][] = [
  ["/keys/{id}", "api_keys"],
  ["/fhir/servers/{id}", "fhir_servers"],
  ["/workers/{id}", "workers"],
  ["/apps/{id}", "apps"],
  ["/teams/{id}", "teams"],
  ["/environments/{id}", "environments"],
  ["/permissions/{id}", "team_permissions"],
];

function createPath(route: Route, random: Random, world: World, snapshot: Snapshot): string {
  const ownEnvironmentId = world.team.environments[world.ownSlug];
  const pick = (table: Table) => {
    const rows = listRows(snapshot, table);
    const near = rows.filter(
      (row) => row.environment_id === ownEnvironmentId || row.team_id === world.team.id,
    );
    const nearest = near.filter((row) => row.environment_id === ownEnvironmentId);
    return choose(
      random,
      choose(
        random,
        [rows, near, nearest, nearest].filter(({ length }) => length > 0),
      ),
    ).id;
  };
  const table = pathTables.find(([start]) => route.path.startsWith(start))?.[1];
  const pickOther = () =>
    route.path === "/requests/{id}" ? choose(random, world.requestIds) : createId("session");
  const isOwnTeam = table === "teams" && random(10) > 0;
  const id = isOwnTeam ? world.team.id : table === undefined ? pickOther() : pick(table);
  return route.path
    .replace("{id}", id)
    .replace("{memberId}", () => pick("members"))
    .replace("{invitationId}", () => pick("invitations"))
    .replace("{secretId}", () => createId("appSecret"))
    .replace("{grantId}", () => createId("appGrant"))
    .replace("{userId}", () => choose(random, world.ownerIds))
    .replace("{ruleId}", () => createId("appRule"))
    .replace("{groupId}", () => createId("teamGroup"));
}

const queries: Readonly<Record<string, readonly string[]>> = {
  listKeys: ["", "?environment=production", "?q=canary", "?limit=100", "?active=false", "?sort=-requests"],
  listWorkers: ["", "?environment=development"],
  listFhirServers: ["", "?environment=staging"],
  listApps: ["", "?limit=100", "?environment=staging", "?status=deleted"],
  listAuditEvents: [
    "",
    "?limit=100",
    "?action=key.",
    "?action=member.",
    "?action=app.",
    "?limit=2",
    "?q=canary",
    "?q=changed",
  ],
  readKeyUsage: ["", "?by=secret"],
  listRequests: ["", "?limit=100", "?outcome=rejected", "?environment=production", "?unknown=true"],
  readKeyUsageSeries: ["", "?interval=hour&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z"],
  readTeamUsage: ["", "?by=key", "?by=environment"],
};

export interface BoundedKeysResult {
  keys: number;
  calls: number;
  /** Responses by status. */
  statuses: Map<number, number>;
  /** Must be empty. */
  faults: string[];
}

function getWeight(operationId: string): number {
  if (/^(create|update)(Key|Worker|App|Invitation)$/.test(operationId)) return 6;
  return /Key|Member|Invitation|Audit|Request/.test(operationId) ? 3 : 1;
}

/** Operations with more possible errors occur more often. */
const weighted = routes.flatMap((route) => Array.from({ length: getWeight(route.operationId) }, () => route));

/** Lets random keys send random requests, and checks every response and every change. */
export async function tryBoundedKeys(
  database: Database,
  runtime: Runtime,
  random: Random,
  size: { keys: number; callsPerKey: number; keysPerWorld: number },
): Promise<BoundedKeysResult> {
  const result: BoundedKeysResult = { keys: 0, calls: 0, statuses: new Map(), faults: [] };
  let world = await createWorld(database, runtime);
  while (result.keys < size.keys) {
    if (result.keys > 0 && result.keys % size.keysPerWorld === 0)
      world = await createWorld(database, runtime);
    const known = await takeSnapshot(database, world);
    world.ownSlug = choose(random, slugs);
    const { id, secret } = await insertBoundedKey(database, random, world, known);
    let before = await takeSnapshot(database, world);
    result.keys += 1;
    for (let i = 0; i < size.callsPerKey; i++) {
      const route = choose(random, weighted);
      const call = createCall(route, random, world, before);
      setRuntime({ ...runtime, limiter: createMemoryLimiter({ maxCounters: 100 }) });
      const answer = await sendCall(route, call, secret);
      const after = await takeSnapshot(database, world);
      const faults = judge(before, after, { keyId: id, call, text: answer.text, runtime });
      result.calls += 1;
      result.statuses.set(answer.status, (result.statuses.get(answer.status) ?? 0) + 1);
      const name = `${route.method} ${call.path} ${JSON.stringify(call.body)} by ${id}: ${answer.status}`;
      result.faults.push(...faults.map((fault) => `${name}: ${fault}`));
      before = after;
      if (answer.status >= 500) result.faults.push(`${name}: ${answer.text}`);
    }
  }
  return result;
}

interface RandomCall {
  path: string;
  body: Record<string, unknown> | undefined;
}

function createCall(route: Route, random: Random, world: World, snapshot: Snapshot): RandomCall {
  const createBody = bodies[route.operationId];
  if (route.body !== undefined && createBody === undefined) {
    throw new Error(`e2e/support/access/bounded-keys.ts needs a body for ${route.operationId}`);
  }
  const query = choose(random, queries[route.operationId] ?? [""]);
  return {
    path: createPath(route, random, world, snapshot) + query,
    body: createBody?.(random, world, snapshot),
  };
}

async function sendCall(route: Route, { path, body }: RandomCall, key: string) {
  const form: Record<string, string> =
    route.isForm === true ? { "content-type": "application/x-www-form-urlencoded" } : {};
  const sent =
    route.isForm === true
      ? new URLSearchParams(Object.entries(body ?? {}).map(([n, v]) => [n, String(v)])).toString()
      : body;
  const answer = await callApi(path, {
    method: route.method,
    key,
    headers: form,
    ...(sent === undefined ? {} : { body: sent }),
  });
  return { status: answer.status, text: JSON.stringify(answer.body) };
}

function judge(
  before: Snapshot,
  after: Snapshot,
  created: { keyId: string; call: RandomCall; text: string; runtime: Runtime },
): string[] {
  const { keyId, call, text, runtime } = created;
  const reach = describeReach(before, keyId);
  const sent = call.path + JSON.stringify(call.body);
  const changed = listChanges(before, after);
  const faults = changed.flatMap((change) => {
    const fault = findFault(after, reach, change, runtime.config.rateLimit);
    return fault === null
      ? []
      : [`${change.table} ${change.after?.id}: ${fault} (${change.fields.join(", ")})`];
  });
  // Rows that were hidden before the request and still are.
  const leaks = listLeaks(after, reach, text, sent).filter((leak) => {
    const own = changed.some(
      ({ before: row, after: created }) => row === undefined && leak.includes(created?.id ?? "-"),
    );
    return !own;
  });
  return [...faults, ...leaks];
}
