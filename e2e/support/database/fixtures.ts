import { lookUpEach } from "#e2e/support/verification/look-up-each.ts";
import { getHint } from "#lib/contract/keys/key-hint.ts";
import type { ApiKeyActor, UserActor } from "#lib/domain/actor.ts";
import { createFailureCollector } from "#lib/domain/audit/failed-sign-ins.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { createFhirUseCounts } from "#lib/domain/fhir/use-counts.ts";
import { createSecret, hashSecret } from "#lib/domain/keys/secret.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import { listEffectivePermissions, listRolePermissions } from "#lib/domain/rbac/permissions.ts";
import { unknownKeyFacts } from "#lib/domain/requests/request-facts.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Prisma, Role } from "#lib/platform/db/generated/client.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { createMetrics } from "#lib/platform/metrics/metrics.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { type Config, readConfig } from "#lib/platform/settings/env.ts";
import type { HeavyContext, ServiceContext, UsageContext } from "#lib/services/context.ts";
import { createTeamRows } from "#lib/services/teams/create-team-rows.ts";
import { createKnownKeys, type KnownKeys } from "#lib/verification/cache/known-keys.ts";
import { getSample, type RequestEntry } from "#lib/verification/requests/request-entry.ts";
import { createRequestRecorder, type RequestRecorder } from "#lib/verification/requests/request-recorder.ts";
import { insertEntries } from "#lib/verification/requests/write-requests.ts";
import { createUsageRecorder, type UsageCollector } from "#lib/verification/usage/usage-recorder.ts";

let count = 0;

/** A number that no other fixture of this process has. */
function next(): number {
  count += 1;
  return count;
}

/** A silent runtime over this database, with default settings unless overridden. Call `usage.stop` when done. */
export function createTestRuntime(
  database: Database,
  settings: Partial<Config> = {},
): Runtime & { keys: KnownKeys; usage: UsageCollector; requests: RequestRecorder } {
  const config = { ...readConfig({ LOG_LEVEL: "silent" }), ...settings };
  const logger = createLogger({ level: config.logLevel });
  const usage = createUsageRecorder(database, logger);
  const requests = createRequestRecorder(database, logger);
  return {
    config,
    secrets: { session: ["s".repeat(32)], audit: ["a".repeat(32)] },
    logger,
    database,
    // Changes are not followed unless a test does so, so every verification reads what the test has written.
    keys: createKnownKeys(database, { maxKeys: 10_000, outageMs: config.outageSeconds * 1000 }, lookUpEach),
    limiter: createMemoryLimiter({ maxCounters: 10_000 }),
    usage,
    requests,
    failedSignIns: createFailureCollector(),
    fhirUse: createFhirUseCounts(),
    metrics: createMetrics(),
    close: async () => {
      await Promise.all([usage.stop(), requests.stop()]);
    },
  };
}

export async function insertUser(
  database: Database,
  fields: Partial<Prisma.UserUncheckedCreateInput> = {},
): Promise<{ id: string; name: string; email: string }> {
  const number = next();
  return database.prisma.user.create({
    data: {
      id: createId("user"),
      name: `Person ${number}`,
      email: `person-${number}@example.com`,
      ...fields,
    },
    select: { id: true, name: true, email: true },
  });
}

export interface TestTeam {
  id: string;
  slug: string;
  name: string;
  owner: { id: string; name: string; email: string; memberId: string };
  /** Ids by slug: development, staging, production. */
  environments: Record<string, string>;
}

/** A team with the environments every team starts with, and an owner. */
export async function insertTeam(database: Database, fields: { name?: string } = {}): Promise<TestTeam> {
  const owner = await insertUser(database);
  const name = fields.name ?? `Team ${next()}`;
  const team = await database.prisma.$transaction((tx) =>
    createTeamRows(tx, { name, ownerUserId: owner.id, now: new Date() }),
  );
  const environments = await database.prisma.environment.findMany({ where: { teamId: team.teamId } });
  return {
    id: team.teamId,
    slug: team.slug,
    name,
    owner: { ...owner, memberId: team.memberId },
    environments: Object.fromEntries(environments.map(({ slug, id }) => [slug, id])),
  };
}

export async function insertMember(
  database: Database,
  team: Pick<TestTeam, "id">,
  role: Role,
  fields: Partial<Prisma.MemberUncheckedCreateInput> = {},
): Promise<{ id: string; name: string; email: string; memberId: string }> {
  const user = await insertUser(database);
  const memberId = createId("member");
  await database.prisma.member.create({
    data: { id: memberId, teamId: team.id, userId: user.id, role, joinedAt: new Date(), ...fields },
  });
  return { ...user, memberId };
}

/** A key with one secret. By default it belongs to the team's owner, in development. */
export async function insertKey(
  database: Database,
  team: TestTeam,
  fields: Partial<Prisma.ApiKeyUncheckedCreateInput> = {},
): Promise<{ id: string; secretId: string; secret: string }> {
  const secret = createSecret();
  const id = createId("key");
  const secretId = createId("secret");
  await database.prisma.apiKey.create({
    data: {
      id,
      teamId: team.id,
      environmentId: team.environments.development ?? "",
      name: `Key ${next()}`,
      ownerType: "user",
      ownerUserId: fields.ownerType === "team" ? null : team.owner.id,
      createdById: team.owner.id,
      ...fields,
      secrets: {
        create: { id: secretId, hash: new Uint8Array(hashSecret(secret)), hint: getHint(secret) },
      },
    },
  });
  return { id, secretId, secret };
}

/** An entry of the request log. By default a rejected one, a second ago. */
export async function insertRequest(
  { pool }: { pool: Pick<Database["pool"], "query"> },
  fields: Partial<RequestEntry> & Pick<RequestEntry, "teamId" | "keyId">,
): Promise<string> {
  const { teamId, outcome = "INSUFFICIENT_PERMISSIONS" } = fields;
  const requestId = createId("request");
  const entry: RequestEntry = {
    requestId,
    atMs: Date.now() - 1_000,
    sample: getSample(outcome, teamId),
    endpoint: "auth",
    outcome,
    secretId: null,
    environment: "development",
    permissions: ["invoices:write"],
    resource: null,
    address: "192.0.2.1",
    service: "",
    facts: { ...unknownKeyFacts, environment: "development", verdict: null, missing: ["invoices:write"] },
    more: 0,
    ...fields,
  };
  await insertEntries(pool, [entry]);
  return entry.requestId;
}

/** The actor that resolveUserActor would create for a member's session. */
export async function userActorOf(
  database: Database,
  team: Pick<TestTeam, "id" | "slug" | "name">,
  userId: string,
): Promise<UserActor> {
  const member = await database.prisma.member.findFirstOrThrow({
    where: { teamId: team.id, userId },
    include: { user: true, team: { include: { permissions: { where: { retiredAt: null } } } } },
  });
  return {
    type: "user",
    userId,
    name: member.user.name,
    email: member.user.email,
    sessionId: createId("session"),
    authenticatedAt: new Date(),
    isInstanceOwner: member.user.isInstanceOwner,
    team: { id: team.id, slug: team.slug, name: team.name, memberId: member.id, role: member.role },
    permissions: listRolePermissions(
      member.role,
      member.team.permissions.map((permission) => permission.name),
    ),
  };
}

/** The actor that presenting this key would create, assuming that its owner is an active member. */
export async function apiKeyActorOf(database: Database, keyId: string): Promise<ApiKeyActor> {
  const key = await database.prisma.apiKey.findUniqueOrThrow({
    where: { id: keyId },
    include: { environment: true, secrets: true, resources: true, ownerUser: { include: { members: true } } },
  });
  const membership = key.ownerUser?.members.find((member) => member.teamId === key.teamId);
  const role = membership?.role ?? key.ownerRole ?? "viewer";
  const owner = { role, isInstanceOwner: key.ownerUser?.isInstanceOwner ?? false };
  return {
    type: "apiKey",
    credential: "key",
    keyId,
    secretId: key.secrets[0]?.id ?? "",
    name: key.name,
    teamId: key.teamId,
    environment: {
      id: key.environment.id,
      slug: key.environment.slug,
      allowsTeamManagement: key.environment.allowsTeamManagement,
    },
    owner: { type: key.ownerType, id: key.ownerUserId ?? key.teamId },
    role,
    inheritsPermissions: key.inheritsPermissions,
    permissions: listEffectivePermissions(key, owner, []),
    smartScopes: [],
    grant: null,
    tokenHash: null,
    resources: key.resources.map(({ resource }) => resource),
    expiresAt: key.expiresAt,
    allowedIps: key.allowedIps,
    rateLimit: { perMinute: key.rateLimitPerMinute, per10Seconds: key.rateLimitPer10Seconds },
  };
}

export function createContext(
  runtime: Runtime,
  actor: ServiceContext["actor"],
  now = new Date(),
): HeavyContext & UsageContext & { runtime: Pick<Runtime, "failedSignIns"> } {
  return {
    runtime,
    actor,
    request: { id: createId("request"), address: "203.0.113.9", agent: "test", isLocal: false },
    now,
    isHeavy: true,
  };
}
