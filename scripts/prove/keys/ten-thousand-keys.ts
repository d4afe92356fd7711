// Proof: with 10,000 keys in a team, listing keys takes at most three times as long as a plain SQL query for
// the same rows: without filters, with each filter, in each order and at a deep cursor. Also prints the time
// of the pages. The two alternate within one run.
// `npm run prove -- ten-thousand-keys [rounds]`
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createSessionCookie } from "#e2e/support/access/api-caller.ts";
import { insertKey, insertMember, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { startConsole } from "#e2e/support/servers/console-process.ts";
import { unlimited } from "#e2e/support/verification/fleet.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { type Database, openServer } from "#lib/platform/db/database.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { startPostgres } from "../../test/postgres-server.ts";

const rounds = Number(process.argv[2] ?? 60);
const total = 10_000;
const pageSize = 50;
const dayMs = 86_400_000;

const sessionSecret = "s".repeat(32);
const server = await startPostgres(new AbortController().signal);
const running = await startConsole({
  environment: {
    DATABASE_URL: server.url,
    SESSION_SECRET: sessionSecret,
    AUDIT_SECRET: "a".repeat(32),
    LOG_LEVEL: "error",
  },
});
const database = await openServer(server.url, createLogger({ level: "error" }));

/** Inserts every kind of key: several owners, used or not, some expired or revoked, some rotating. */
async function insertKeys(team: TestTeam, owners: readonly string[]): Promise<void> {
  const now = Date.now();
  const keys: Prisma.ApiKeyCreateManyInput[] = [];
  const secrets: Prisma.KeySecretCreateManyInput[] = [];
  for (let index = 0; index < total; index++) {
    const id = createId("key");
    keys.push({
      id,
      teamId: team.id,
      environmentId: team.environments.development ?? "",
      name: `${randomBytes(4).toString("hex")} worker ${index}`,
      description: index % 3 === 0 ? "Sends the nightly reports" : "",
      ownerType: "user",
      ownerUserId: owners[index % owners.length] ?? "",
      createdById: team.owner.id,
      createdAt: new Date(now - index * 60_000),
      expiresAt: index % 5 === 0 ? new Date(now + (index - 2_000) * 3_600_000) : null,
      disabledAt: index % 11 === 0 ? new Date(now) : null,
      revokedAt: index % 7 === 0 ? new Date(now) : null,
      lastUsedAt: index % 2 === 0 ? new Date(now - index * 1_000) : null,
    });
    const secret = () => ({
      id: createId("secret"),
      keyId: id,
      hash: new Uint8Array(randomBytes(32)),
      hint: `be_${randomBytes(3).toString("hex")}…${randomBytes(2).toString("hex")}`,
    });
    if (index % 13 === 0) secrets.push({ ...secret(), endsAt: new Date(now + dayMs) });
    secrets.push(secret());
  }
  for (let start = 0; start < total; start += 1_000) {
    const ids = new Set(keys.slice(start, start + 1_000).map(({ id }) => id));
    await database.prisma.apiKey.createMany({ data: keys.slice(start, start + 1_000) });
    await database.prisma.keySecret.createMany({ data: secrets.filter(({ keyId }) => ids.has(keyId)) });
  }
  // Every second key was used on each day that is kept.
  await database.pool.query(`INSERT INTO key_usage_days (key_id, day, accepted, refused)
    SELECT id, current_date - ago, 1000 + ago, ago FROM api_keys, generate_series(0, 30) AS ago
    WHERE last_used_at IS NOT NULL`);
  await database.pool.query("ANALYZE");
}

/** What a page of the list shows, in one hand-written statement. A key sees the keys of its own environment. */
function writePlainQuery(condition: string, order: string): string {
  return `SELECT k.*, e.slug, u.name AS owner_name, u.is_instance_owner, m.role, m.status AS member_status,
      (SELECT json_agg(s) FROM (SELECT id, hint, created_at, ends_at, last_used_at FROM key_secrets
        WHERE key_id = k.id ORDER BY id DESC LIMIT 10) s) AS secrets,
      (SELECT array_agg(resource ORDER BY resource) FROM key_resources WHERE key_id = k.id) AS resources
    FROM (SELECT k.* FROM api_keys k WHERE k.team_id = $1 AND k.environment_id = $2 AND (${condition}) ORDER BY ${order} LIMIT ${pageSize + 1}) k
      JOIN environments e ON e.id = k.environment_id
      LEFT JOIN users u ON u.id = k.owner_user_id
      LEFT JOIN members m ON m.user_id = u.id AND m.team_id = k.team_id
    ORDER BY ${order}`;
}

const newest = "k.created_at DESC, k.id DESC";
const rotating = "EXISTS (SELECT FROM key_secrets s WHERE s.key_id = k.id AND s.ends_at > now())";
const live = "k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())";
const present = `(k.owner_type = 'team' OR k.owner_user_id IN (
    SELECT user_id FROM members WHERE team_id = k.team_id AND status = 'active'))`;
const active = `${live} AND k.disabled_at IS NULL AND ${present}`;
const utcDay = "(now() AT TIME ZONE 'UTC')::date";
const ofWeek = `d.key_id = k.id AND d.day > ${utcDay} - 7 AND d.day <= ${utcDay}`;
const rejected = `EXISTS (SELECT FROM key_usage_days d WHERE ${ofWeek} AND d.refused > 0)`;
const requests = `(SELECT coalesce(sum(d.accepted + d.refused), 0) FROM key_usage_days d WHERE ${ofWeek})`;
const holds = (text: string) =>
  `k.name ILIKE '%${text}%' OR k.description ILIKE '%${text}%' OR k.external_id ILIKE '%${text}%'
   OR EXISTS (SELECT FROM key_secrets s WHERE s.key_id = k.id AND s.hint LIKE '%${text}%')`;

interface View {
  name: string;
  query: string;
  condition?: string;
  order?: string;
}

function listViews(ownerId: string): View[] {
  return [
    { name: "plain", query: "" },
    { name: "usable", query: "status=active,rotating,disabled", condition: live },
    {
      name: "active",
      query: "status=active",
      condition: `${live} AND k.disabled_at IS NULL AND NOT ${rotating}`,
    },
    {
      name: "rotating",
      query: "status=rotating",
      condition: `${live} AND k.disabled_at IS NULL AND ${rotating}`,
    },
    { name: "disabled", query: "status=disabled", condition: `${live} AND k.disabled_at IS NOT NULL` },
    {
      name: "expired",
      query: "status=expired",
      condition: "k.revoked_at IS NULL AND k.expires_at <= now()",
    },
    { name: "revoked", query: "status=revoked", condition: "k.revoked_at IS NOT NULL" },
    { name: "accepted", query: "active=true", condition: active },
    { name: "not accepted", query: "active=false", condition: `NOT (${active})` },
    {
      name: "expiring soon",
      query: "expiring=true",
      condition: `${active} AND k.expires_at <= now() + interval '14 days'`,
    },
    {
      name: "unused",
      query: "unused=true",
      condition: `${active} AND CASE WHEN k.last_used_at IS NULL THEN k.created_at <= now() - interval '7 days'
        ELSE k.last_used_at <= now() - interval '90 days' END`,
    },
    { name: "rejected requests", query: "rejected=true", condition: rejected },
    { name: "no rejected requests", query: "rejected=false", condition: `NOT ${rejected}` },
    {
      name: "owner suspended",
      query: "ownerSuspended=true",
      condition: `${live} AND k.disabled_at IS NULL AND NOT ${present}`,
    },
    { name: "environment", query: "environment=development" },
    { name: "owner", query: `owner=${ownerId}`, condition: `k.owner_user_id = '${ownerId}'` },
    { name: "search", query: "q=abc", condition: holds("abc") },
    { name: "search, no results", query: "q=zzzz", condition: holds("zzzz") },
    { name: "oldest first", query: "sort=createdAt", order: "k.created_at, k.id" },
    { name: "by name", query: "sort=name", order: "k.name, k.id" },
    { name: "by name, descending", query: "sort=-name", order: "k.name DESC, k.id DESC" },
    { name: "by last used", query: "sort=-lastUsedAt", order: "k.last_used_at DESC NULLS LAST, k.id DESC" },
    { name: "by requests", query: "sort=-requests", order: `${requests} DESC, k.id DESC` },
    { name: "by expiration", query: "sort=expiresAt", order: "k.expires_at NULLS LAST, k.id" },
  ];
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? assert.fail();
}

interface Listed {
  data: { id: string; createdAt: string }[];
  nextCursor: string | null;
}

/** Reads the list and fails if the response is not 200. */
async function readList(query: string, headers: Record<string, string>): Promise<Listed> {
  const response = await fetch(`${running.origin}/v1/api/keys?limit=${pageSize}&${query}`, { headers });
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return JSON.parse(text) as Listed;
}

async function readPage(slug: string, query: string, cookie: string): Promise<void> {
  const response = await fetch(`${running.origin}/t/${slug}/settings/api-keys?${query}`, {
    headers: { cookie },
  });
  assert.equal(response.status, 200);
  await response.arrayBuffer();
}

/** The page that begins in the middle of the team's keys, and the statement for it. */
async function findDeepView(headers: Record<string, string>): Promise<View> {
  let page = await readList("", headers);
  for (let count = 0; count < total / 2; count += pageSize) {
    page = await readList(`cursor=${page.nextCursor}`, headers);
  }
  const last = page.data.at(-1) ?? assert.fail();
  const condition = `(k.created_at, k.id) < ('${last.createdAt}', '${last.id}')`;
  return { name: "deep cursor", query: `cursor=${page.nextCursor}`, condition };
}

async function measure(database: Database, team: TestTeam, view: View, headers: Record<string, string>) {
  const statement = writePlainQuery(view.condition ?? "true", view.order ?? newest);
  const queryPlain = () =>
    database.pool.query<{ id: string }>(statement, [team.id, team.environments.development]);
  const [{ rows }, listed] = [await queryPlain(), await readList(view.query, headers)];
  const plainIds = rows.slice(0, pageSize).map(({ id }) => id);
  assert.deepEqual(
    listed.data.map(({ id }) => id),
    plainIds,
    `${view.name}: the rows differ from the statement's`,
  );
  const plain: number[] = [];
  const api: number[] = [];
  for (let round = 0; round < rounds; round++) {
    plain.push(await timeOf(queryPlain));
    api.push(await timeOf(() => readList(view.query, headers)));
  }
  return { name: view.name, plainMs: median(plain), apiMs: median(api) };
}

try {
  const team = await insertTeam(database);
  const others = [
    await insertMember(database, team, "admin"),
    await insertMember(database, team, "developer"),
    await insertMember(database, team, "developer", { status: "suspended" }),
  ];
  await insertKeys(team, [team.owner.id, ...others.map(({ id }) => id)]);
  const secrets = { secrets: { session: [sessionSecret], audit: ["a".repeat(32)] } };
  const { cookie } = await createSessionCookie(database, secrets, team.owner.id);
  const caller = await insertKey(database, team, unlimited);
  const headers = { authorization: `Bearer ${caller.secret}` };
  // The first requests of a process are slower than later ones.
  for (let count = 0; count < 200; count++) await readList("", headers);
  const slow: string[] = [];
  for (const view of [...listViews(team.owner.id), await findDeepView(headers)]) {
    const { name, plainMs, apiMs } = await measure(database, team, view, headers);
    const ratio = apiMs / plainMs;
    if (ratio > 3) slow.push(name);
    console.log(
      `${name.padEnd(22)} SQL ${plainMs.toFixed(2)} ms, API ${apiMs.toFixed(2)} ms: ${ratio.toFixed(2)} times`,
    );
  }
  const asPerson = { cookie, "x-team-id": team.id };
  const personTimes: number[] = [];
  for (let round = 0; round < rounds; round++) {
    personTimes.push(await timeOf(() => readList("", asPerson)));
  }
  console.log(
    `plain, for a person's session, which is read from the database: ${median(personTimes).toFixed(2)} ms`,
  );
  for (const query of ["", "status=rotating", "q=abc", "sort=name", "tab=inactive", "rejected=true"]) {
    const times: number[] = [];
    for (let round = 0; round < rounds / 4; round++) {
      times.push(await timeOf(() => readPage(team.slug, query, cookie)));
    }
    console.log(`page ?${query}`.padEnd(22), `${median(times).toFixed(1)} ms, full HTML`);
  }
  assert.deepEqual(slow, [], "more than three times the plain query");
} finally {
  await database.close();
  await running.stop();
  await server.stop();
}
