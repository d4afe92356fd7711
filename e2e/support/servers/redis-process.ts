import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createClient, type RedisClientType } from "@redis/client";
import { findFreePort } from "./free-port.ts";

/** A separate Redis server that stores nothing on disk. */
export interface RedisProcess {
  url: string;
  port: number;
  /** Ends it immediately, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  start(): Promise<void>;
  /** It keeps accepting connections, but answers none. */
  hang(): void;
  goOn(): void;
}

/** Additional server parameters, which override the defaults, and a command in front of the server. */
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

/** The same, only over TLS. */
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

interface ClusterOptions {
  /** Adds a replica of the first node, at the end of the list. */
  hasReplica?: boolean;
  parameters?: readonly string[];
}

interface ClusterNode extends RedisProcess {
  busPort: number;
}

const slots = 16_384;

export async function startRedisCluster(
  count: number,
  { hasReplica = false, parameters = [] }: ClusterOptions = {},
): Promise<RedisCluster> {
  const directory = await mkdtemp(join(tmpdir(), "byteengine-redis-"));
  const start = () => startClusterNode(directory, parameters);
  const nodes = await Promise.all(Array.from({ length: count + (hasReplica ? 1 : 0) }, start));
  const clients = await Promise.all(nodes.map(connectTo));
  await shareSlots(clients.slice(0, count));
  await introduce(clients, nodes);
  if (hasReplica) await replicate(clients[0], clients.at(-1));
  for (const client of clients) client.destroy();
  return {
    nodes,
    stop: async () => {
      await Promise.all(nodes.map((node) => node.kill()));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function startClusterNode(directory: string, parameters: readonly string[]): Promise<ClusterNode> {
  const busPort = await findFreePort();
  const node = await startRedis({
    parameters: [
      ...["--dir", directory, "--cluster-enabled", "yes", "--cluster-config-file", `nodes-${busPort}.conf`],
      ...["--cluster-port", String(busPort), "--cluster-node-timeout", "1000", ...parameters],
    ],
  });
  return { ...node, busPort };
}

async function connectTo({ url }: RedisProcess): Promise<RedisClientType> {
  const client: RedisClientType = createClient({ url });
  await client.connect();
  return client;
}

async function shareSlots(clients: readonly RedisClientType[]): Promise<void> {
  for (const [index, client] of clients.entries()) {
    const [start = 0, end = 0] = [index, index + 1].map((part) =>
      Math.floor((part * slots) / clients.length),
    );
    await client.clusterAddSlotsRange({ start, end: end - 1 });
  }
}

/** Waits until every node knows all others and all slots are served. */
async function introduce(clients: readonly RedisClientType[], nodes: readonly ClusterNode[]): Promise<void> {
  const [first] = nodes;
  for (const client of clients.slice(1)) {
    await client.sendCommand(["CLUSTER", "MEET", "127.0.0.1", String(first?.port), String(first?.busPort)]);
  }
  for (const client of clients) {
    const hasHeard = (info: string) =>
      info.includes(`cluster_known_nodes:${nodes.length}`) && info.includes("cluster_state:ok");
    while (!hasHeard(await client.clusterInfo())) await wait(20);
  }
}

async function replicate(
  first: RedisClientType | undefined,
  replica: RedisClientType | undefined,
): Promise<void> {
  await replica?.clusterReplicate((await first?.clusterMyId()) ?? "");
  while (!(await replica?.info("replication"))?.includes("master_link_status:up")) await wait(20);
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
