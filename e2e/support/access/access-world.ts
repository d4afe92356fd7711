import { insertKey, insertMember, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { createOneTimeToken, hashOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { builtInPermissions } from "#lib/domain/rbac/permissions.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { createSessionCookie } from "./api-caller.ts";

/** Every kind of caller of a route, from the point of view of one team. */
export const callers = [
  "nobody",
  "endedSession",
  "suspended",
  "removed",
  "otherOwner",
  "viewer",
  "developer",
  "admin",
  "owner",
  /** The owner's key, in development, with all the owner's permissions. */
  "keyWith",
  /** The team's key, in development, without any permission. */
  "keyWithout",
  /** The owner's key, in development, with every permission listed: it can manage the team. */
  "keyForTeam",
  /** As keyForTeam, in staging, whose keys cannot manage the team. */
  "keyElsewhere",
  /** As keyForTeam, limited to one AI worker that is not the target of a request. */
  "keyOnResource",
  /** As keyForTeam, valid for one hour. */
  "keyExpiring",
  /** As keyForTeam, only from this machine and with low limits. */
  "keyLimited",
  /** As keyForTeam, of an owner who is now a developer. */
  "keyOfDemoted",
] as const;

export type KeyCaller = Extract<Caller, `key${string}`>;

export type Caller = (typeof callers)[number];

interface Person {
  id: string;
  email: string;
  cookie: string;
  sessionId: string;
}

/** A team, all callers, and another team. */
export interface AccessWorld {
  database: Database;
  runtime: Pick<Runtime, "config" | "secrets">;
  team: TestTeam;
  other: TestTeam;
  /** A developer of the team who is the target of the requests. */
  colleague: { id: string; memberId: string };
  people: Record<Exclude<Caller, "nobody" | KeyCaller>, Person>;
  keys: Record<KeyCaller, string>;
  /** The owner of each calling key. Null: the team. */
  keyOwners: Record<KeyCaller, string | null>;
}

export async function createAccessWorld(
  database: Database,
  runtime: Pick<Runtime, "config" | "secrets">,
): Promise<AccessWorld> {
  const team = await insertTeam(database);
  const other = await insertTeam(database);
  const signIn = async (person: { id: string; email: string }): Promise<Person> => ({
    ...(await createSessionCookie(database, runtime, person.id)),
    id: person.id,
    email: person.email,
  });
  const join = async (...parameters: Parameters<typeof insertMember>) =>
    signIn(await insertMember(...parameters));
  const owner = await signIn(team.owner);
  const endedSession = await signIn(team.owner);
  await database.prisma.session.update({
    where: { id: endedSession.sessionId },
    data: { endedAt: new Date() },
  });
  // The requests are about resources in development, so that must be the environment that allows team
  // management.
  await database.prisma.environment.update({
    where: { id: team.environments.development ?? "" },
    data: { allowsTeamManagement: true },
  });
  const demoted = await insertMember(database, team, "developer");
  const keys = await insertCallingKeys(database, team, demoted.id);
  return {
    database,
    runtime,
    team,
    other,
    colleague: await insertMember(database, team, "developer"),
    people: {
      owner,
      endedSession,
      viewer: await join(database, team, "viewer"),
      developer: await join(database, team, "developer"),
      admin: await join(database, team, "admin"),
      suspended: await join(database, team, "owner", { status: "suspended" }),
      removed: await join(database, team, "owner", { status: "removed" }),
      otherOwner: await signIn(other.owner),
    },
    keys,
    keyOwners: {
      ...asKeyCallers(() => team.owner.id),
      keyWithout: null,
      keyOfDemoted: demoted.id,
    },
  };
}

export const keyCallers = callers.filter(isKey);

function asKeyCallers<Value>(create: (caller: KeyCaller) => Value): Record<KeyCaller, Value> {
  return Object.fromEntries(keyCallers.map((caller) => [caller, create(caller)])) as Record<KeyCaller, Value>;
}

/** Includes every permission of every role. */
const everyPermission = Object.keys(builtInPermissions);

async function insertCallingKeys(
  database: Database,
  team: TestTeam,
  demotedId: string,
): Promise<Record<KeyCaller, string>> {
  const insert = async (fields: Parameters<typeof insertKey>[2]) =>
    (await insertKey(database, team, fields)).secret;
  const listing = { inheritsPermissions: false, permissions: everyPermission };
  const worker = createId("worker");
  await database.prisma.worker.create({
    data: {
      id: worker,
      teamId: team.id,
      environmentId: team.environments.development ?? "",
      name: "Named by a resource",
    },
  });
  return {
    keyWith: await insert({}),
    keyWithout: await insert({ ownerType: "team", inheritsPermissions: false, permissions: [] }),
    keyForTeam: await insert(listing),
    keyElsewhere: await insert({ ...listing, environmentId: team.environments.staging ?? "" }),
    keyOnResource: await insert({ ...listing, resources: { create: [{ resource: `workers:${worker}` }] } }),
    keyExpiring: await insert({ ...listing, expiresAt: new Date(Date.now() + 3_600_000) }),
    keyLimited: await insert({
      ...listing,
      allowedIps: ["127.0.0.0/8"],
      rateLimitPerMinute: 500,
      rateLimitPer10Seconds: 50,
    }),
    keyOfDemoted: await insert({ ...listing, ownerUserId: demotedId }),
  };
}

/**
 * The headers a caller sends. A person names the team, as the console does; `origin` is the console's own, as
 * browsers send it.
 */
export function createCallerHeaders(
  world: AccessWorld,
  caller: Caller,
  origin: string,
): Record<string, string> {
  if (caller === "nobody") return {};
  if (isKey(caller)) return { authorization: `Bearer ${world.keys[caller]}` };
  return { cookie: world.people[caller].cookie, origin, "x-team-id": world.team.id };
}

export function isKey(caller: Caller): caller is KeyCaller {
  return caller.startsWith("key");
}

/** An invitation that the person with this email address can accept. */
export async function insertInvitation(
  database: Database,
  team: TestTeam,
  email: string,
): Promise<{ id: string; token: string }> {
  const token = createOneTimeToken();
  const id = createId("invitation");
  await database.prisma.invitation.create({
    data: {
      id,
      teamId: team.id,
      email,
      role: "developer",
      tokenHash: new Uint8Array(hashOneTimeToken(token)),
      invitedById: team.owner.id,
      expiresAt: new Date(Date.now() + 86_400_000),
    },
  });
  return { id, token };
}
