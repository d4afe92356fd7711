// Proof: an office behind one IP address is not limited: within a minute, 200 members open the keys page with
// all its files, the pages its links prefetch, and its list. No response is a 429 or an error.
// `npm run prove -- office [people] [seconds]`
import { setTimeout as wait } from "node:timers/promises";
import { insertKey, insertMember, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { startConsole } from "#e2e/support/servers/console-process.ts";
import { hashPassword } from "#lib/auth/credentials/password-hash.ts";
import { joinDatabase } from "#lib/platform/db/open/open-database.ts";
import { createLogger } from "#lib/platform/log/log.ts";

const people = Number(process.argv[2] ?? 200);
const seconds = Number(process.argv[3] ?? 60);
const office = "192.0.2.1";
const password = "correct horse battery staple";

const running = await startConsole({ environment: { TRUST_PROXY: "1", LOG_LEVEL: "error" } });
const { origin } = running;

/** Acts as one person's browser: keeps cookies and does not follow redirects. */
function createVisitor(address: string) {
  const cookies = new Map<string, string>();
  return async (path: string, init: RequestInit = {}, from = address): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    headers.set("x-forwarded-for", from);
    const response = await fetch(`${origin}${path}`, { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split("=");
      cookies.set(name, value);
    }
    return response;
  };
}

type Visitor = ReturnType<typeof createVisitor>;

/**
 * Hashing 200 passwords takes longer than a minute on a small machine, so everyone has signed in earlier,
 * from home.
 */
async function signIn(email: string, home: string): Promise<Visitor> {
  const visit = createVisitor(home);
  const csrf: unknown = await (await visit("/api/auth/csrf")).json();
  const response = await visit("/api/auth/callback/credentials", {
    method: "POST",
    headers: { origin },
    body: new URLSearchParams({ csrfToken: `${Reflect.get(Object(csrf), "csrfToken")}`, email, password }),
  });
  const answer = `${response.status} ${response.headers.get("location") ?? ""} ${await response.text()}`;
  const session: unknown = await (await visit("/api/auth/session")).json();
  if (Reflect.get(Object(session), "expires") === undefined)
    throw new Error(`${email} could not sign in: ${answer}`);
  return visit;
}

const statuses = new Map<string, number>();

async function load(visit: Visitor, kind: string, path: string, headers: Record<string, string> = {}) {
  const response = await visit(path, { headers }, office);
  const text = await response.text();
  const name = `${kind} ${response.status}`;
  statuses.set(name, (statuses.get(name) ?? 0) + 1);
  return text;
}

/** As Next's client does. Its own parameter depends on the headers; the server redirects to the right one. */
async function prefetch(visit: Visitor, path: string): Promise<void> {
  const headers = { rsc: "1", "next-router-prefetch": "1" };
  const redirect = await visit(`${path}?_rsc=1`, { headers }, office);
  await redirect.arrayBuffer();
  const { pathname, search } = new URL(redirect.headers.get("location") ?? path, origin);
  await load(visit, "prefetch", pathname + search, headers);
}

function findAll(page: string, pattern: RegExp): string[] {
  return [...new Set([...page.matchAll(pattern)].map((match) => match[1] ?? ""))];
}

async function openKeysPage(visit: Visitor, team: TestTeam): Promise<number> {
  const startedAt = performance.now();
  const page = await load(visit, "page", `/t/${team.slug}/settings/api-keys`);
  const ms = performance.now() - startedAt;
  const files = findAll(page, /(?:src|href)="(\/_next\/static\/[^"]+)"/g);
  // Links to single keys are not loaded in advance.
  const links = findAll(page, new RegExp(`href="(/t/${team.slug}/[^"#?]+)"`, "g")).filter(
    (path) => !path.includes("/api-keys/key_"),
  );
  if (files.length < 5 || links.length < 3)
    throw new Error(`this is not the keys page: ${page.slice(0, 500)}`);
  await Promise.all([
    ...files.map((path) => load(visit, "file", path)),
    ...links.map((path) => prefetch(visit, path)),
    load(visit, "list", "/v1/api/keys?limit=25", { "x-team-id": team.id }),
  ]);
  return ms;
}

const database = await joinDatabase(
  { dataDirectory: running.dataDirectory, databaseUrl: undefined },
  createLogger({ level: "error" }),
);
const team = await insertTeam(database);
const passwordHash = await hashPassword(password, { lane: "unknown", key: "office" });
const emails: string[] = [];
for (let person = 0; person < people; person++) {
  const { id, email } = await insertMember(database, team, "developer");
  await database.prisma.user.update({
    where: { id },
    data: { passwordHash, emailVerifiedAt: new Date() },
  });
  emails.push(email);
}
for (let key = 0; key < 30; key++) await insertKey(database, team);
await database.close();

const visitors: Visitor[] = [];
for (const [index, email] of emails.entries()) {
  visitors.push(await signIn(email, `10.${Math.floor(index / 250)}.${index % 250}.7`));
}
console.log(`${visitors.length} people have signed in and open the page within ${seconds} s`);

const times = await Promise.all(
  visitors.map(async (visit, index) => {
    await wait((index * seconds * 1_000) / people);
    return openKeysPage(visit, team);
  }),
);
await running.stop();
times.sort((a, b) => a - b);
const at = (share: number) => `${Math.round(times[Math.floor((times.length - 1) * share)] ?? Number.NaN)} ms`;
console.log(`the page: p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)}`);
console.log(
  [...statuses]
    .sort()
    .map(([name, count]) => `${name}: ${count}`)
    .join(", "),
);
const failed = [...statuses].filter(([name]) => !name.endsWith(" 200"));
console.log(`responses other than 200: ${failed.reduce((sum, [, count]) => sum + count, 0)}`);
process.exitCode = failed.length === 0 ? 0 : 1;
