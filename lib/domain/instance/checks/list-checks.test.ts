import { describe, expect, test } from "vitest";
import type { ArrivedRequest, InstanceFacts } from "./facts.ts";
import { judgeForwarding } from "./judge-forwarding.ts";
import { listChecks } from "./list-checks.ts";

const arrived: ArrivedRequest = {
  peer: "10.0.0.2",
  forwardedFor: ["203.0.113.9"],
  forwardedProto: ["https"],
  hasOtherMark: true,
  host: "console.example.com",
};
const url = "https://console.example.com";
const fine: InstanceFacts = {
  isRunning: true,
  adminProgram: "npm run admin --",
  version: "1.0.0",
  node: "24.0.0",
  uptimeSeconds: 7_200,
  databaseProblem: null,
  database: {
    kind: "server",
    version: "PostgreSQL 16",
    sizeBytes: 1e9,
    role: {
      name: "byteengine_app",
      isSuperuser: false,
      mayRewriteAudit: false,
      closedTables: [],
      connections: 10,
      maxConnections: 100,
    },
  },
  migrations: "current",
  disk: { freeBytes: 50e9, totalBytes: 100e9 },
  clockDifferenceMs: 3,
  secrets: {
    session: ["0123456789abcdef"],
    audit: ["fedcba9876543210"],
    opensAudit: true,
    sealedWithEarlier: 0,
    sealedWithUnknown: 0,
  },
  accounts: { all: 3, activeAdministrators: 1 },
  redis: { state: "reachable", version: "7.2", roundTripMs: 0.4 },
  mail: { state: "fine", hasPublicUrl: true },
  outbox: { waiting: 0, oldestSeconds: 0, givenUp: 0 },
  backups: { everyHours: 24, lastSuccessSeconds: 7_200, lastError: null, isLate: false },
  providers: [{ name: "GitHub", problem: null }],
  instance: { arePagesUp: true, threads: 2, expectedThreads: 2 },
  forwarding: { url, trustedHops: 1, arrived, problem: null },
};

function listBad(facts: Partial<InstanceFacts>): string[] {
  return listChecks({ ...fine, ...facts })
    .filter(({ state }) => state !== "ok")
    .map(({ name, state }) => `${name}: ${state}`);
}

const role = fine.database?.role ?? null;

test("an installation in order has no warning", () => {
  expect(listBad({})).toEqual([]);
});

test.each<[string, Partial<InstanceFacts>, string[]]>([
  [
    "a console that isn't running",
    { isRunning: false, instance: null, forwarding: null },
    ["Console: warning", "Pages: unknown", "Threads: unknown", "Proxies: unknown"],
  ],
  ["a console that doesn't answer itself", { instance: null }, ["Pages: problem", "Threads: problem"]],
  [
    "an unreachable database",
    {
      database: null,
      databaseProblem: "it refuses connections",
      migrations: null,
      clockDifferenceMs: null,
      secrets: null,
      accounts: null,
      outbox: null,
      backups: null,
    },
    [
      "Database: problem",
      "Migrations: unknown",
      "Clock: unknown",
      "AUDIT_SECRET: unknown",
      "SESSION_SECRET: unknown",
      "Administrators: unknown",
      "Emails waiting: unknown",
      "Backups: unknown",
    ],
  ],
  ["missing migrations", { migrations: "behind" }, ["Migrations: problem"]],
  ["a newer database", { migrations: "ahead" }, ["Migrations: warning"]],
  ["a disk that is almost full", { disk: { freeBytes: 1e8, totalBytes: 1e11 } }, ["Disk: problem"]],
  ["little space", { disk: { freeBytes: 1e9, totalBytes: 1e11 } }, ["Disk: warning"]],
  ["a disk that can't be read", { disk: null }, ["Disk: unknown"]],
  ["a clock that is a little wrong", { clockDifferenceMs: -5_000 }, ["Clock: warning"]],
  ["a clock that is very wrong", { clockDifferenceMs: 90_000 }, ["Clock: problem"]],
  ["no administrator", { accounts: { all: 2, activeAdministrators: 0 } }, ["Administrators: problem"]],
  ["no account yet", { accounts: { all: 0, activeAdministrators: 0 } }, []],
  ["several instances without Redis", { redis: { state: "not_set", instances: 3 } }, ["Redis: warning"]],
  ["no Redis", { redis: { state: "not_set", instances: 1 } }, []],
  ["Redis away", { redis: { state: "unreachable" } }, ["Redis: problem"]],
  ["a slow Redis", { redis: { state: "reachable", version: "7", roundTripMs: 80 } }, ["Redis: warning"]],
  ["no mail server", { mail: { state: "not_set", hasPublicUrl: false } }, []],
  ["wrong credentials", { mail: { state: "credentials", hasPublicUrl: true } }, ["Mail: problem"]],
  ["mail without PUBLIC_URL", { mail: { state: "fine", hasPublicUrl: false } }, ["Mail: warning"]],
  ["late emails", { outbox: { waiting: 2, oldestSeconds: 4_000, givenUp: 0 } }, ["Emails waiting: warning"]],
  ["emails given up", { outbox: { waiting: 0, oldestSeconds: 0, givenUp: 1 } }, ["Emails waiting: warning"]],
  [
    "a provider that doesn't answer",
    { providers: [{ name: "Okta", problem: "It doesn't answer." }] },
    ["Okta: problem"],
  ],
  [
    "pages that are down",
    { instance: { arePagesUp: false, threads: 2, expectedThreads: 2 } },
    ["Pages: problem"],
  ],
  [
    "a thread too few",
    { instance: { arePagesUp: true, threads: 1, expectedThreads: 2 } },
    ["Threads: warning"],
  ],
])("%s", (_, facts, bad) => {
  expect(listBad(facts)).toEqual(bad);
});

test("the secrets that open nothing of what is stored are a problem, and an earlier one in use is a warning", () => {
  if (fine.secrets === null) throw new Error("no secrets");
  expect(listBad({ secrets: { ...fine.secrets, opensAudit: false } })).toEqual(["AUDIT_SECRET: problem"]);
  expect(listBad({ secrets: { ...fine.secrets, opensAudit: null } })).toEqual([]);
  expect(listBad({ secrets: { ...fine.secrets, sealedWithUnknown: 1 } })).toEqual([
    "SESSION_SECRET: problem",
  ]);
  expect(listBad({ secrets: { ...fine.secrets, sealedWithEarlier: 1 } })).toEqual([
    "SESSION_SECRET: warning",
  ]);
});

test("the role of the database: missing privileges, more than it needs, and too few connections left", () => {
  const { database } = fine;
  if (database === null || role === null) throw new Error("no database");
  const withRole = (changes: Partial<typeof role>) =>
    listBad({ database: { ...database, role: { ...role, ...changes } } });
  expect(withRole({ closedTables: ["notices"] })).toEqual(["Database role: problem"]);
  expect(withRole({ isSuperuser: true })).toEqual(["Database role: warning"]);
  expect(withRole({ mayRewriteAudit: true })).toEqual(["Database role: warning"]);
  expect(withRole({ connections: 90 })).toEqual(["Database: warning"]);
  expect(listBad({ database: { ...database, kind: "embedded", role: null } })).toEqual([]);
});

test("backups: a hint if none are scheduled, and a warning if the last one is late or failed", () => {
  const { backups } = fine;
  if (backups === null) throw new Error("no backups");
  const judge = (changes: Partial<typeof backups>) =>
    listChecks({ ...fine, backups: { ...backups, ...changes } }).find(({ name }) => name === "Backups");
  expect(judge({})).toEqual({
    name: "Backups",
    state: "ok",
    text: "The last one was complete 2 hours ago. One is due every 24 hours.",
  });
  expect(judge({ lastSuccessSeconds: null })).toMatchObject({
    state: "ok",
    text: expect.stringMatching(/^None yet/),
  });
  expect(judge({ everyHours: null })).toMatchObject({
    state: "unknown",
    text: expect.stringContaining("BACKUP_DIR"),
  });
  expect(judge({ isLate: true, lastSuccessSeconds: 300_000 })).toMatchObject({
    state: "warning",
    text: expect.stringContaining("3 days ago, which is late"),
  });
  expect(judge({ lastError: "the disk is full." })).toMatchObject({
    state: "warning",
    text: expect.stringContaining("failed: the disk is full. Check"),
  });
});

describe("TRUST_PROXY", () => {
  const judge = (trustedHops: number, changes: Partial<ArrivedRequest>, at = url) =>
    judgeForwarding({ url: at, trustedHops, arrived: { ...arrived, ...changes }, problem: null });
  const direct = { forwardedFor: [], forwardedProto: [], hasOtherMark: false, host: "localhost:3000" };

  test("is right", () => {
    expect(judge(1, {}).state).toBe("ok");
    expect(
      judge(2, { forwardedFor: ["203.0.113.9", "10.0.0.1"], forwardedProto: ["https", "http"] }).state,
    ).toBe("ok");
    expect(judge(0, direct, "http://localhost:3000").state).toBe("ok");
  });

  test("says what it should be", () => {
    expect(judge(0, {})).toMatchObject({
      state: "problem",
      text: expect.stringContaining("Set TRUST_PROXY=1."),
    });
    expect(judge(2, {})).toMatchObject({
      state: "problem",
      text: expect.stringContaining("Set TRUST_PROXY=1."),
    });
    expect(judge(1, direct, "http://localhost:3000")).toMatchObject({
      state: "problem",
      text: expect.stringContaining("Set TRUST_PROXY=0."),
    });
  });

  test("finds a proxy that doesn't say whom it forwards, over which protocol, or to which host", () => {
    expect(judge(0, { forwardedFor: [] }).text).toContain("X-Forwarded-For");
    expect(judge(1, { forwardedProto: [] }).text).toContain("X-Forwarded-Proto");
    expect(judge(1, { forwardedProto: ["http"] }).state).toBe("problem");
    expect(judge(1, { host: "127.0.0.1:3000" }).state).toBe("warning");
  });

  test("can't be judged if the request arrives elsewhere", () => {
    const facts = { url, trustedHops: 0, arrived: null, problem: "another server answers" };
    expect(judgeForwarding(facts)).toMatchObject({
      state: "problem",
      text: expect.stringContaining(facts.problem),
    });
    expect(judgeForwarding(null).state).toBe("unknown");
  });
});
