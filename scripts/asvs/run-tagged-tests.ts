import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Results } from "./table.ts";
import type { TaggedTest } from "./tagged-tests.ts";

type Result = "passed" | "failed";

async function run(parameters: readonly string[], environment: Record<string, string> = {}): Promise<void> {
  const child = spawn(process.execPath, parameters, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, ...environment },
  });
  await once(child, "exit");
}

function readField(value: unknown, name: string): unknown {
  return Reflect.get(Object(value), name);
}

function readList(value: unknown, name: string): unknown[] {
  const list = readField(value, name);
  return Array.isArray(list) ? list : [];
}

/** The results of Vitest's JSON report, as pairs of a full name and whether it passed. */
function* readVitest(report: unknown): Generator<[string, Result]> {
  for (const file of readList(report, "testResults")) {
    for (const assertion of readList(file, "assertionResults")) {
      const status = readField(assertion, "status");
      if (status !== "passed" && status !== "failed") continue;
      yield [String(readField(assertion, "fullName")), status];
    }
  }
}

/** The results of Playwright's JSON report. */
function* readPlaywright(suite: unknown): Generator<[string, Result]> {
  for (const inner of readList(suite, "suites")) yield* readPlaywright(inner);
  for (const spec of readList(suite, "specs")) {
    yield [String(readField(spec, "title")), readField(spec, "ok") === true ? "passed" : "failed"];
  }
}

/** Runs the tests whose names have a tag, in Node and in the browser. */
export async function runTaggedTests(tests: readonly TaggedTest[]): Promise<Results> {
  const folder = await mkdtemp(join(tmpdir(), "asvs-"));
  const [vitestReport, playwrightReport] = [join(folder, "vitest.json"), join(folder, "playwright.json")];
  const filesOf = (kind: RegExp) => [
    ...new Set(tests.map(({ file }) => file).filter((file) => kind.test(file))),
  ];
  const vitestFiles = filesOf(/\.test\.tsx?$/);
  const browserFiles = filesOf(/\.spec\.ts$/);
  await run([
    "node_modules/vitest/vitest.mjs",
    "run",
    ...["--project", "unit", "--project", "integration"],
    "-t",
    "ASVS",
    "--reporter=json",
    `--outputFile=${vitestReport}`,
    ...vitestFiles,
  ]);
  await run(
    ["node_modules/@playwright/test/cli.js", "test", "--grep", "ASVS", "--reporter=json", ...browserFiles],
    { PLAYWRIGHT_JSON_OUTPUT_NAME: playwrightReport },
  );
  const readReport = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, "utf8"));
  const results = [
    ...readVitest(await readReport(vitestReport)),
    ...(browserFiles.length === 0 ? [] : readPlaywright(await readReport(playwrightReport))),
  ];
  await rm(folder, { recursive: true });
  return new Map(tests.map((tagged) => [tagged, judge(tagged, results)]));
}

/** A test with several cases passes if all of them do. `%s` in its name stands for what distinguishes them. */
function judge({ name, requirements }: TaggedTest, results: readonly [string, Result][]): Result | "not run" {
  const title = `${name} (ASVS ${requirements.join(", ")})`;
  const parts = title.split(/%\w|\$[\w.]+/);
  const own = results.filter(([fullName]) => parts.every((part) => fullName.includes(part)));
  if (own.length === 0) return "not run";
  return own.every(([, result]) => result === "passed") ? "passed" : "failed";
}
