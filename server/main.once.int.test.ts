import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { findFreePort } from "#e2e/support/servers/free-port.ts";
import { productVersion } from "#lib/platform/settings/product-version.ts";

/** Runs the server with only these variables until it ends. */
async function runServer(environment: Record<string, string>): Promise<{ code: unknown; output: string }> {
  const { PATH, NODE_ENV } = process.env;
  const env = { PATH, NODE_ENV, LOG_LEVEL: "warn", ...environment };
  const child = spawn(process.execPath, ["server/main.ts"], { env });
  const output: string[] = [];
  child.stdout.on("data", (chunk) => output.push(String(chunk)));
  child.stderr.on("data", (chunk) => output.push(String(chunk)));
  const [code] = await once(child, "close");
  return { code, output: output.join("") };
}

const secrets = { SESSION_SECRET: "s".repeat(32), AUDIT_SECRET: "a".repeat(32) };

test.each([
  ["an invalid variable", { PORT: "abc" }, "PORT must be a whole number"],
  [
    "SERVE=api without a server's database",
    { SERVE: "api" },
    "DATABASE_URL is required when SERVE=api: the embedded database belongs to one process",
  ],
  [
    "an unreachable database",
    { ...secrets, DATABASE_URL: "postgresql://nobody:hidden@127.0.0.1:1/none" },
    "The database at DATABASE_URL cannot be used: it refuses connections (connect ECONNREFUSED 127.0.0.1:1)",
  ],
])("%s is reported in one clear line", async (_, environment, line) => {
  const { code, output } = await runServer(environment);
  expect({
    code,
    lines: output
      .trim()
      .split("\n")
      .map((text) => JSON.parse(text)),
  }).toEqual({
    code: 1,
    lines: [
      expect.objectContaining({ level: "fatal", msg: line, process: "verifier", version: productVersion }),
    ],
  });
});

test("a start that is creating its database stops when asked, and leaves nothing behind", {
  timeout: 120_000,
}, async () => {
  const { PATH, NODE_ENV } = process.env;
  const dataDirectory = await mkdtemp(join(tmpdir(), "stopped-start-"));
  onTestFinished(() => rm(dataDirectory, { recursive: true }));
  const child = spawn(process.execPath, ["server/main.ts"], {
    env: { PATH, NODE_ENV, DATA_DIR: dataDirectory, PORT: String(await findFreePort()) },
    stdio: "ignore",
  });
  const exit = once(child, "close");
  await vi.waitFor(async () => expect(await readdir(dataDirectory)).toHaveLength(2), {
    timeout: 100_000,
    interval: 20,
  });
  child.kill("SIGTERM");
  // After nine seconds it would have been 1.
  expect((await exit)[0]).toBe(0);
  expect(await readdir(dataDirectory)).toEqual([]);
});

test("a start that waits for its database stops immediately when asked", async () => {
  const { PATH, NODE_ENV } = process.env;
  const child = spawn(process.execPath, ["server/main.ts"], {
    env: {
      PATH,
      NODE_ENV,
      ...secrets,
      DATABASE_URL: "postgresql://nobody:hidden@127.0.0.1:1/none",
      DATABASE_WAIT_SECONDS: "60",
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += String(chunk);
      if (String(chunk).includes("waiting for it")) child.kill("SIGTERM");
    });
  }
  const [code] = await once(child, "close");
  expect(code).toBe(0);
  expect(output).not.toContain("    at ");
});
