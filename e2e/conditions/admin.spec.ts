import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { expect, test } from "@playwright/test";
import { type ConsoleProcess, startConsole } from "#e2e/support/servers/console-process.ts";

// All tests share one console.
test.describe.configure({ mode: "default" });

let running: ConsoleProcess;

test.beforeAll(async () => {
  running = await startConsole({ environment: { VERIFY_THREADS: "2", TRUST_PROXY: "1" } });
});

test.afterAll(async () => {
  await running?.stop();
  if (running !== undefined) await rm(running.dataDirectory, { recursive: true, force: true });
});

/** Runs a command with a shell that knows only where the data is. */
async function run(...words: string[]) {
  const { PATH } = process.env;
  const child = spawn(process.execPath, ["scripts/admin.ts", ...words, "--json"], {
    env: { PATH, NODE_ENV: "production", DATA_DIR: running.dataDirectory },
  });
  child.stdin.end();
  const closed = once(child, "close");
  const output = await text(child.stdout);
  return { code: (await closed)[0], data: JSON.parse(output) };
}

test("doctor examines the running console, with its settings, and knows what TRUST_PROXY should be", async () => {
  // The threads start after the port is open.
  await expect(async () => {
    const { data } = await run("status");
    expect(JSON.stringify(data.checks)).toContain("2 of 2 verify keys.");
  }).toPass();
  const { code, data } = await run("doctor");
  const states = Object.fromEntries(
    data.checks.map(({ name, state }: Record<string, string>) => [name, state]),
  );
  expect(states).toMatchObject({
    Console: "ok",
    Database: "ok",
    Migrations: "ok",
    AUDIT_SECRET: "ok",
    SESSION_SECRET: "ok",
    Pages: "ok",
    Threads: "ok",
    Proxies: "problem",
  });
  expect(code).toBe(1);
  expect(JSON.stringify(data.checks)).toContain("Set TRUST_PROXY=0.");
  expect(data.settings).toContainEqual({
    name: "TRUST_PROXY",
    value: "1",
    isSecret: false,
    source: "environment",
  });
});

test("commands work while the console is running, and after it has stopped", async () => {
  expect(await run("users", "list")).toEqual({ code: 0, data: [] });
  await running.stop();
  expect(await run("users", "list")).toEqual({ code: 0, data: [] });
  const { code, data } = await run("status");
  expect(code).toBe(0);
  expect(data.checks[0]).toMatchObject({ name: "Console", state: "warning" });
});
