import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { isProcessAlive, readProcessStart } from "#lib/platform/process/process-identity.mjs";
import { withLock } from "./lock.mjs";

const never = new AbortController().signal;
const ignoreWait = () => {};
let file = "";

beforeEach(() => {
  const directory = mkdtempSync(join(tmpdir(), "lock-"));
  file = join(directory, "inner", "prepare.lock");
  onTestFinished(() => rmSync(directory, { recursive: true }));
});

/** Leaves a lock file as the holder would have left it. */
function leaveLock(holder: { pid: number; startedAt: string | null; host: string }): void {
  mkdirSync(dirname(file));
  writeFileSync(file, JSON.stringify(holder));
}

/** The pid of a process that has ended. */
function getDeadPid(): number {
  return spawnSync(process.execPath, ["--version"]).pid;
}

test("of several processes that start together, one works at a time and each reports which one it waits for", async () => {
  let working = 0;
  let most = 0;
  const waitedFor: number[] = [];
  const work = async () => {
    most = Math.max(most, ++working);
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    working--;
  };
  const options = { signal: never, onWait: (holder: { pid: number }) => waitedFor.push(holder.pid) };
  await Promise.all([1, 2, 3].map(() => withLock(file, options, work)));
  expect(most).toBe(1);
  expect(waitedFor).toEqual([process.pid, process.pid]);
  expect(existsSync(file)).toBe(false);
});

test("releases the lock when the work fails", async () => {
  const failing = withLock(file, { signal: never, onWait: ignoreWait }, () =>
    Promise.reject(new Error("broken")),
  );
  await expect(failing).rejects.toThrow("broken");
  expect(existsSync(file)).toBe(false);
});

test("several waiting processes take over a dead process's lock one after the other", async () => {
  leaveLock({ pid: getDeadPid(), startedAt: null, host: hostname() });
  let working = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++working);
    await setImmediate();
    working--;
  };
  await Promise.all([1, 2, 3].map(() => withLock(file, { signal: never, onWait: ignoreWait }, work)));
  expect(most).toBe(1);
});

test("a later process with the dead holder's pid does not keep the lock", async () => {
  // Only Linux reports when a process started; on other systems only the pid is compared.
  if (process.platform !== "linux") return;
  leaveLock({ pid: process.pid, startedAt: "1", host: hostname() });
  expect(await withLock(file, { signal: never, onWait: ignoreWait }, async () => "mine")).toBe("mine");
});

test("another host's lock is valid while it is touched, and is taken over after it has been silent", async () => {
  leaveLock({ pid: 1, startedAt: null, host: "another-host" });
  const stopping = new AbortController();
  const waiting = withLock(
    file,
    { signal: stopping.signal, onWait: () => stopping.abort() },
    async () => "mine",
  );
  await expect(waiting).rejects.toThrow();
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(file, longAgo, longAgo);
  expect(await withLock(file, { signal: never, onWait: ignoreWait }, async () => "mine")).toBe("mine");
});

test("a process counts as alive only with its own start time", () => {
  expect(isProcessAlive(process.pid, readProcessStart(process.pid))).toBe(true);
  expect(isProcessAlive(getDeadPid(), null)).toBe(false);
});
