import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createClient } from "@redis/client";
import { findFreePort } from "./free-port.ts";

/** A Redis server of the caller's own, which keeps nothing. */
export interface RedisProcess {
  url: string;
  port: number;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  start(): Promise<void>;
  /** It goes on accepting connections, and answers nobody. */
  hang(): void;
  goOn(): void;
}

/** With more of the server's own parameters, which win over ours, and a command in front of it. */
interface RedisOptions {
  parameters?: readonly string[];
  wrapper?: readonly string[];
}

export async function startRedis(options: RedisOptions = {}): Promise<RedisProcess> {
  const port = await findFreePort();
  const parameters = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const command = [
    ...(options.wrapper ?? []),
    process.env.TEST_REDIS_SERVER ?? "redis-server",
    ...parameters,
    ...(options.parameters ?? []),
  ];
  let running = await spawnRedis(command);
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill: async () => {
      if (running.exitCode !== null || running.signalCode !== null) return;
      const exit = once(running, "exit");
      running.kill("SIGKILL");
      await exit;
    },
    start: async () => {
      running = await spawnRedis(command);
    },
    hang: () => running.kill("SIGSTOP"),
    goOn: () => running.kill("SIGCONT"),
  };
}

/** The same over TLS only. */
export function startRedisWithTls(
  { certificate, key, port }: { certificate: string; key: string; port: number },
  parameters: readonly string[],
): Promise<RedisProcess> {
  const files = ["--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", certificate];
  return startRedis({
    parameters: [
      "--port",
      "0",
      "--tls-port",
      String(port),
      "--tls-auth-clients",
      "no",
      ...files,
      ...parameters,
    ],
  });
}

/** A cluster whose nodes share the slots evenly. */
export interface RedisCluster {
  nodes: readonly RedisProcess[];
  stop(): Promise<void>;
}

const slots = 16_384;

export async function startRedisCluster(
  count: number,
  parameters: readonly string[] = [],
): Promise<RedisCluster> {
  const directory = await mkdtemp(join(tmpdir(), "byteengine-redis-"));
  const busPorts = await Promise.all(Array.from({ length: count }, () => findFreePort()));
  const nodes = await Promise.all(
    busPorts.map((busPort) =>
      startRedis({
        parameters: [
          ...[
            "--dir",
            directory,
            "--cluster-enabled",
            "yes",
            "--cluster-config-file",
            `nodes-${busPort}.conf`,
          ],
          ...["--cluster-port", String(busPort), "--cluster-node-timeout", "1000", ...parameters],
        ],
      }),
    ),
  );
  await joinNodes(nodes, busPorts);
  return {
    nodes,
    stop: async () => {
      await Promise.all(nodes.map((node) => node.kill()));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function joinNodes(nodes: readonly RedisProcess[], busPorts: readonly number[]): Promise<void> {
  const clients = await Promise.all(nodes.map(({ url }) => createClient({ url }).connect()));
  const [firstPort, firstBusPort] = [String(nodes[0]?.port), String(busPorts[0])];
  for (const [index, client] of clients.entries()) {
    const [start, end] = [index, index + 1].map((part) => Math.floor((part * slots) / clients.length));
    await client.clusterAddSlotsRange({ start: start ?? 0, end: (end ?? 0) - 1 });
    if (index > 0) await client.sendCommand(["CLUSTER", "MEET", "127.0.0.1", firstPort, firstBusPort]);
  }
  for (const client of clients) {
    while (!(await client.clusterInfo()).includes(`cluster_size:${nodes.length}`)) await wait(20);
    while (!(await client.clusterInfo()).includes("cluster_state:ok")) await wait(20);
    client.destroy();
  }
}

async function spawnRedis([program = "", ...parameters]: readonly string[]): Promise<ChildProcess> {
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
