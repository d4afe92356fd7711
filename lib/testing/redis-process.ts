import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { findFreePort } from "./free-port.ts";

/** A Redis server of the caller's own, which keeps nothing. */
export interface RedisProcess {
  url: string;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  start(): Promise<void>;
  /** It goes on accepting connections, and answers nobody. */
  hang(): void;
  goOn(): void;
}

export async function startRedis(): Promise<RedisProcess> {
  const port = await findFreePort();
  let running = await spawnRedis(port);
  return {
    url: `redis://127.0.0.1:${port}`,
    kill: async () => {
      const exit = once(running, "exit");
      running.kill("SIGKILL");
      await exit;
    },
    start: async () => {
      running = await spawnRedis(port);
    },
    hang: () => running.kill("SIGSTOP"),
    goOn: () => running.kill("SIGCONT"),
  };
}

async function spawnRedis(port: number): Promise<ChildProcess> {
  const program = process.env.TEST_REDIS_SERVER ?? "redis-server";
  const parameters = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const child = spawn(program, parameters, { stdio: ["ignore", "pipe", "ignore"] });
  let output = "";
  for await (const chunk of child.stdout) {
    output += String(chunk);
    if (!/Ready to accept connections/i.test(output)) continue;
    break;
  }
  if (child.exitCode !== null) throw new Error(`Redis did not start:\n${output}`);
  return child;
}
