import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestRuntime } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type ThreadWatch, watchThread } from "#lib/platform/metrics/thread-health.ts";
import { productVersion, readProductBuild } from "#lib/platform/settings/product-version.ts";
import { createOperations } from "./operations.ts";

let database: Database;
let watch: ThreadWatch;
let text: string;

beforeAll(async () => {
  database = await openTestDatabase();
  watch = watchThread();
  const runtime = createTestRuntime(database);
  await runtime.metrics.jobs.time("sweep", async () => {});
  runtime.metrics.observeRequest("api", 429, 1);
  runtime.metrics.setBackups({ everyHours: 24, lastSuccessAt: null, lastSizeBytes: 0, failures: 0 });
  const health = watch.describe();
  const operations = createOperations(
    runtime,
    {
      isReady: () => true,
      report: async () => ({
        memoryBytes: 1,
        cpuSeconds: 1,
        connections: { total: 1, idle: 1, waiting: 0 },
        outbox: { waiting: 0, oldestSeconds: 0, sent: 0, failed: 0, givenUp: 0 },
        health,
        statements: [],
        jobs: [{ job: "outbox", succeeded: 1, failed: 0, seconds: 1, lastSuccessAtMs: 1_000 }],
      }),
    },
    {
      gather: async () => ({
        serving: 2,
        replaced: 0,
        threads: [{ slot: 1, verifications: 0, health }],
        keys: { hits: 0, stale: 0, size: 0 },
        countedLocally: 0,
      }),
    },
  );
  text = await operations.readMetrics();
  await runtime.close();
});

afterAll(async () => {
  watch.stop();
  await database.close();
});

function listNames(pattern: RegExp, from: string): string[] {
  return [...from.matchAll(pattern)].map(([, name]) => name ?? "").sort();
}

test("promtool finds nothing to object to", () => {
  const { status, stdout, stderr } = spawnSync(
    process.env.TEST_PROMTOOL ?? "promtool",
    ["check", "metrics"],
    {
      input: text,
      encoding: "utf8",
    },
  );
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
});

test("the guide lists exactly the metrics that exist, with their labels", () => {
  const rows = readFileSync("docs/monitoring.md", "utf8")
    .split("\n")
    .filter((line) => /^\| `(?:byteengine|process)_/.test(line))
    .map((line) => line.split(" | ")[0] ?? "");
  const documented = listNames(/`([a-z0-9_]+)(?:\{[^`]*\})?`/g, rows.join("\n"));
  expect(documented).toEqual(listNames(/^# TYPE (\S+) /gm, text));
  for (const [, name = "", labels = ""] of rows.join("\n").matchAll(/`([a-z0-9_]+)\{([^`]*)\}`/g)) {
    const sample = new RegExp(`^${name}(?:_bucket)?\\{(.*)\\} `, "m").exec(text)?.[1] ?? "";
    const names = [...sample.matchAll(/(\w+)="/g)]
      .map(([, label]) => label)
      .filter((label) => label !== "le");
    // A short test has counted no query and no email.
    if (sample !== "") expect(names.join(","), name).toBe(labels);
  }
});

test("every series of verifications exists before the first one", () => {
  expect(text.match(/^byteengine_verifications_total\{/gm)).toHaveLength(3 * 12);
  expect(text).toContain('byteengine_verifications_total{kind="introspect",outcome="UNAVAILABLE"} 0');
});

test("names the version, each thread and each job", () => {
  // The commit is known where tests run in a repository.
  const commit = readProductBuild().commit ?? "";
  expect(text).toContain(`byteengine_build_info{version="${productVersion}",commit="${commit}"} 1`);
  for (const name of ["verifier", "thread 1", "pages"]) {
    expect(text).toMatch(new RegExp(`^byteengine_heap_used_bytes\\{process="${name}"\\} \\d+$`, "m"));
  }
  expect(text).toContain('byteengine_job_runs_total{process="verifier",job="sweep",result="success"} 1');
  expect(text).toContain('byteengine_job_last_success_timestamp_seconds{process="pages",job="outbox"} 1');
  expect(text).toContain('byteengine_limit_rejections_total{route="api"} 1');
  expect(text).toContain("byteengine_database_up 1");
});
