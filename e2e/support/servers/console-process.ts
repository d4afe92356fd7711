import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { findFreePort } from "./free-port.ts";

const repository = fileURLToPath(new URL("../../..", import.meta.url));

/** A console as users run it: with its own process, port and data directory. */
export interface ConsoleProcess {
  origin: string;
  pid: number;
  dataDirectory: string;
  /** Everything it has written so far, on both streams. */
  readOutput: () => string;
  /** Suspends the process; `resume` continues it. */
  pause: () => void;
  resume: () => void;
  /** Sends the signal and waits for the process to end. Returns the exit code, or null after a kill. */
  stop: (signal?: NodeJS.Signals) => Promise<number | null>;
}

export interface ConsoleOptions {
  /** Pass it to keep it across restarts. Default: a new temporary directory, with a copy of E2E_EMPTY_DATABASE if set. */
  dataDirectory?: string;
  port?: number;
  environment?: Record<string, string>;
  /** Another checkout of the product, which was built. Default: this one. */
  checkout?: string;
  /** A command in front of node, e.g. `["strace", "-f"]`. */
  wrapper?: string[];
}

/** A test or proof that fails must not leave its consoles running. */
const children = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

/** Starts the built product and waits until it is ready. Throws with its output if it ends before that. */
export async function startConsole(options: ConsoleOptions = {}): Promise<ConsoleProcess> {
  const dataDirectory = options.dataDirectory ?? (await createDataDirectory());
  const port = options.port ?? (await findFreePort());
  const [command = process.execPath, ...parameters] = [
    ...(options.wrapper ?? []),
    process.execPath,
    "server/main.ts",
  ];
  const child = spawn(command, parameters, {
    cwd: options.checkout ?? repository,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      PORT: String(port),
      DATA_DIR: dataDirectory,
      ...options.environment,
    },
  });
  children.add(child);
  child.once("exit", () => children.delete(child));
  const output: string[] = [];
  child.stdout.on("data", (chunk) => output.push(String(chunk)));
  child.stderr.on("data", (chunk) => output.push(String(chunk)));
  const origin = `http://127.0.0.1:${port}`;
  await waitUntilReady(child, origin, () => output.join(""));
  return {
    origin,
    pid: child.pid ?? 0,
    dataDirectory,
    readOutput: () => output.join(""),
    pause: () => {
      child.kill("SIGSTOP");
    },
    resume: () => {
      child.kill("SIGCONT");
    },
    stop: async (signal = "SIGTERM") => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const exit = once(child, "exit");
      child.kill(signal);
      await exit;
      return child.exitCode;
    },
  };
}

/** Copying an empty database takes a fraction of the time of creating one. */
async function createDataDirectory(): Promise<string> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "byteengine-"));
  const template = process.env.E2E_EMPTY_DATABASE;
  if (template !== undefined) await cp(template, dataDirectory, { recursive: true });
  return dataDirectory;
}

async function waitUntilReady(child: ChildProcess, origin: string, readOutput: () => string): Promise<void> {
  const deadlineAt = Date.now() + 180_000;
  while (Date.now() < deadlineAt) {
    if (child.exitCode !== null) throw new Error(`the console ended during its start:\n${readOutput()}`);
    const response = await fetch(`${origin}/readyz`).catch(() => null);
    if (response?.ok) return;
    await wait(50);
  }
  child.kill("SIGKILL");
  throw new Error(`the console was not ready within three minutes:\n${readOutput()}`);
}

/**
 * The setup code in the sign-up link printed at the first start. It is printed once the port is open, which
 * can be noticed before.
 */
export async function readSetUpCode(running: Pick<ConsoleProcess, "readOutput">): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const [, code] = /\/sign-up#code=([\w-]+)/.exec(running.readOutput()) ?? [];
    if (code !== undefined) return code;
    await wait(50);
  }
  throw new Error(`the console printed no sign-up link:\n${running.readOutput()}`);
}
