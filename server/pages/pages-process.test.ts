import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  createVerificationWorld,
  type VerificationWorld,
} from "#e2e/support/verification/verification-world.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import { isProcessAlive } from "#lib/platform/process/process-identity.mjs";
import { StartError } from "#lib/platform/process/start-error.ts";
import { createPagesProcess, type PagesProcess } from "./pages-process.ts";

vi.setConfig({ testTimeout: 30_000 });

const standIn = fileURLToPath(new URL("../../e2e/support/servers/pages-stand-in.ts", import.meta.url));

let world: VerificationWorld;
let directory: string;
let pages: PagesProcess;

beforeEach(async () => {
  const limiter = createMemoryLimiter({ maxCounters: 100 });
  world = createVerificationWorld({ limiter, readUnixMs: Date.now });
  directory = await mkdtemp(join(tmpdir(), "byteengine-test-"));
  pages = createPagesProcess(world.runtime, join(directory, "pages.sock"), standIn);
  await pages.start();
});

afterEach(async () => {
  await pages.stop();
  await world.stop();
  await rm(directory, { recursive: true, force: true });
});

function load(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath: join(directory, "pages.sock"), path });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => resolve(text(response)));
    outgoing.end();
  });
}

async function waitForRestart(): Promise<void> {
  await vi.waitFor(() => expect(pages.isReady()).toBe(false), { interval: 1, timeout: 20_000 });
  await vi.waitFor(() => expect(pages.isReady()).toBe(true), { timeout: 20_000 });
}

test("uses the verifier's limiter, whose counters outlive it", async () => {
  expect(await load("/consume")).toBe("true");
  expect(await load("/consume")).toBe("true");
  await expect(load("/crash")).rejects.toThrow();
  await waitForRestart();
  expect(await load("/consume")).toBe("true");
  expect(await load("/consume")).toBe("false");
});

test("is restarted after a kill, and is not ready in the meantime", async () => {
  const first = Number(await load("/"));
  process.kill(first, "SIGKILL");
  await waitForRestart();
  expect(Number(await load("/"))).not.toBe(first);
});

test("reports what it uses, and its last report while it is down", async () => {
  // On a busy machine the process can take longer to answer than a report may take.
  await vi.waitFor(async () => expect((await pages.report())?.memoryBytes).toBeGreaterThan(1_000_000), {
    timeout: 15_000,
  });
  process.kill(Number(await load("/")), "SIGKILL");
  expect((await pages.report())?.memoryBytes).toBeGreaterThan(1_000_000);
});

test("has ended after stop, and is not restarted", async () => {
  const pid = Number(await load("/"));
  await pages.stop();
  expect(isProcessAlive(pid, null)).toBe(false);
  expect(pages.isReady()).toBe(false);
});

test("runs every thread at a lower priority", async () => {
  // Other systems have no such list of threads.
  if (process.platform !== "linux") return;
  const pid = await load("/");
  const own = await readNiceness(process.pid, String(process.pid));
  const threads = await readdir(`/proc/${pid}/task`);
  expect(threads.length).toBeGreaterThan(1);
  for (const thread of threads) {
    expect(await readNiceness(Number(pid), thread)).toBe(Math.min(19, own + 15));
  }
});

async function readNiceness(pid: number, thread: string): Promise<number> {
  const stat = await readFile(`/proc/${pid}/task/${thread}/stat`, "utf8");
  // Skips the program's name, which may contain spaces: the 19th field of proc(5) is at index 16 from here.
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16]);
}

test("a failed first start fails the server's start", async () => {
  const other = createPagesProcess(world.runtime, join(directory, "none", "pages.sock"), standIn);
  await expect(other.start()).rejects.toThrow(StartError);
  await other.stop();
});

test("a stopped start leaves nothing behind", async () => {
  const other = createPagesProcess(world.runtime, join(directory, "other.sock"), standIn);
  const starting = expect(other.start()).rejects.toThrow(StartError);
  await new Promise(setImmediate);
  await other.stop();
  await starting;
  expect(other.isReady()).toBe(false);
});
