import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestRuntime, insertTeam, insertUser, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { insertSecondFactor } from "#e2e/support/database/second-factor.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { type OidcPerson, type OidcServer, startOidcServer } from "#e2e/support/servers/oidc-server.ts";
import { createSignInBrowser } from "#e2e/support/servers/sign-in-browser.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { startSession } from "#lib/services/sessions/start-session.ts";

const origin = "http://127.0.0.1:3000";

let database: Database;
let runtime: Runtime;
let provider: OidcServer;
let team: TestTeam;
let count = 0;

function createPerson(): OidcPerson {
  count += 1;
  const name = `Grouped ${count}`;
  return { sub: `subject-${count}`, name, email: `grouped-${count}@example.com`, email_verified: true };
}

beforeAll(async () => {
  database = await openTestDatabase();
  await insertUser(database);
  provider = await startOidcServer(`${origin}/api/auth/callback/oidc`, createPerson());
  const { issuer, clientId, clientSecret } = provider;
  const scopes = "openid email profile";
  const oidc = { issuer, name: "Acme ID", clientId, clientSecret, scopes, groupsClaim: "groups" };
  runtime = createTestRuntime(database, {
    signUp: "open",
    signUpsPerHour: 1000,
    providers: { github: undefined, google: undefined, oidc },
  });
});

beforeEach(async () => {
  setRuntime(runtime);
  team = await insertTeam(database);
  await mapGroup("engineering", "developer");
  await mapGroup("leads", "admin");
});

afterAll(async () => {
  setRuntime(undefined);
  await provider.close();
  await runtime.usage.stop();
  await database.close();
});

function mapGroup(groupName: string, role: Role) {
  const id = createId("teamGroup");
  const data = { id, teamId: team.id, groupName, role, createdById: team.owner.id };
  return database.prisma.teamGroup.create({ data });
}

/** Signs in at the provider, which sends these groups, and returns where the browser ends up. */
async function signIn(person: OidcPerson, groups: unknown): Promise<string> {
  const browser = createSignInBrowser();
  provider.person = { ...person, groups };
  const body: unknown = await (await browser.post("signin/oidc", { callbackUrl: "/" })).json();
  const callback = await provider.visit(String(Reflect.get(Object(body), "url")));
  const response = await browser.get(callback.href.slice(`${origin}/api/auth/`.length));
  return new URL(response.headers.get("location") ?? "", origin).href;
}

async function readMembership({ email }: OidcPerson): Promise<string | null> {
  const member = await database.prisma.member.findFirst({ where: { teamId: team.id, user: { email } } });
  return member === null ? null : `${member.role} ${member.status}`;
}

describe("the groups of an OpenID provider", () => {
  test("decide the person's memberships at every sign-in", async () => {
    const person = createPerson();
    expect(await signIn(person, ["engineering"])).toBe(`${origin}/`);
    expect(await readMembership(person)).toBe("developer active");
    await signIn(person, ["leads", "engineering"]);
    expect(await readMembership(person)).toBe("admin active");
    await signIn(person, []);
    expect(await readMembership(person)).toBe("admin removed");
  });

  test.each([undefined, "leads", { leads: true }, [{ name: "leads" }], ["leads", 1], null])(
    "change nothing when the provider sends %j",
    async (groups) => {
      const person = createPerson();
      await signIn(person, ["engineering"]);
      expect(await signIn(person, groups)).toBe(`${origin}/`);
      expect(await readMembership(person)).toBe("developer active");
    },
  );

  test("take effect before the second factor", async () => {
    const person = createPerson();
    await signIn(person, ["leads"]);
    const { id } = await database.prisma.user.findUniqueOrThrow({ where: { email: person.email } });
    await insertSecondFactor(database, runtime, id);
    expect(await signIn(person, [])).toContain("error=two_factor_required");
    expect(await readMembership(person)).toBe("admin removed");
  });

  test("change nothing for a suspended account", async () => {
    const person = createPerson();
    await signIn(person, ["engineering"]);
    await database.prisma.user.update({ where: { email: person.email }, data: { status: "suspended" } });
    expect(await signIn(person, ["leads"])).toContain("error=AccessDenied");
    expect(await readMembership(person)).toBe("developer active");
  });

  test("of ten sign-ins at once leave what one of them says", async () => {
    const person = createPerson();
    await signIn(person, ["engineering"]);
    const { id } = await database.prisma.user.findUniqueOrThrow({ where: { email: person.email } });
    const request = { id: "req_test", address: null, agent: null };
    const choices = [["engineering"], ["leads"], [], ["sales"], ["leads", "engineering"]];
    const started = await Promise.all(
      [...choices, ...choices].map((groups) =>
        startSession(
          { runtime, request, now: new Date() },
          { userId: id, provider: "oidc", passwordHash: null, groups },
        ),
      ),
    );
    expect(started.every((session) => session?.outcome === "started")).toBe(true);
    const member = await database.prisma.member.findFirstOrThrow({
      where: { teamId: team.id, userId: id },
      include: { groups: { include: { group: true } } },
    });
    const roles = member.groups.map(({ group }) => group.role);
    if (member.status === "removed") expect(roles).toEqual([]);
    else expect(roles).toContain(member.role);
  });
});
