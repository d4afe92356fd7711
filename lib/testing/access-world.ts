import { createOneTimeToken, hashOneTimeToken } from "#lib/auth/one-time-token.ts";
import type { Database } from "#lib/db/database.ts";
import { createId } from "#lib/ids.ts";
import type { Runtime } from "#lib/runtime.ts";
import { createSessionCookie } from "./api-caller.ts";
import { insertKey, insertMember, insertTeam, type TestTeam } from "./fixtures.ts";

/** Everybody who may knock at a route, seen from one team. */
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
  /** The owner's, in development, with all the owner may do. */
  "keyWith",
  /** The team's, in development, with no permission at all. */
  "keyWithout",
  /** As keyWith, in production. */
  "keyElsewhere",
] as const;

export type Caller = (typeof callers)[number];

interface Person {
  id: string;
  email: string;
  cookie: string;
  sessionId: string;
}

/** A team, everybody who knocks, and another team beside it. */
export interface AccessWorld {
  database: Database;
  team: TestTeam;
  other: TestTeam;
  /** A developer of the team whom the calls are about. */
  colleague: { id: string; memberId: string };
  people: Record<Exclude<Caller, "nobody" | "keyWith" | "keyWithout" | "keyElsewhere">, Person>;
  keys: Record<"keyWith" | "keyWithout" | "keyElsewhere", string>;
}

export async function createAccessWorld(
  database: Database,
  runtime: Pick<Runtime, "secrets">,
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
  const production = team.environments.production ?? "";
  const withoutRights = { ownerType: "team", inheritsPermissions: false, permissions: [] } as const;
  return {
    database,
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
    keys: {
      keyWith: (await insertKey(database, team)).secret,
      keyWithout: (await insertKey(database, team, { ...withoutRights, permissions: [] })).secret,
      keyElsewhere: (await insertKey(database, team, { environmentId: production })).secret,
    },
  };
}

/** The headers a caller sends. A person names the team, as the console does; `origin` is our own, as a browser says. */
export function createCallerHeaders(
  world: AccessWorld,
  caller: Caller,
  origin: string,
): Record<string, string> {
  switch (caller) {
    case "nobody":
      return {};
    case "keyWith":
    case "keyWithout":
    case "keyElsewhere":
      return { authorization: `Bearer ${world.keys[caller]}` };
    default:
      return { cookie: world.people[caller].cookie, origin, "x-team-id": world.team.id };
  }
}

export function isKey(caller: Caller): caller is keyof AccessWorld["keys"] {
  return caller.startsWith("key");
}

/** An invitation that the person with this address can accept. */
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
