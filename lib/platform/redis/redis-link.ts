import { createClient, createCluster, RedisClient } from "@redis/client";

/** One connection to Redis, or one to each node of a cluster, with the script loaded. */
export interface RedisLink {
  /** Whether one call can contain many keys; otherwise each key may be on a different node. */
  takesManyKeys: boolean;
  run(keys: readonly string[], parameters: readonly string[]): Promise<unknown>;
  /** Resolves when the connection is lost, however this is noticed. */
  lost: Promise<Error>;
  /** The nodes of the cluster; empty if it is not a cluster. */
  nodes: readonly RedisNode[];
}

export interface RedisNode {
  host: string;
  port: number;
}

/** A call of the script that shows whether Redis can be used: it has two keys in different slots, and writes. */
export interface ScriptProbe {
  keys: readonly string[];
  /** The parameters for each key. */
  parameters: readonly string[];
}

export interface LinkOptions {
  url: string;
  script: string;
  probe: ScriptProbe;
  /** The cluster's last known nodes. Each can report the current ones. Empty if none is known. */
  knownNodes: readonly RedisNode[];
  /** Closes the link, even while it is being opened. */
  signal: AbortSignal;
}

const connectLimitMs = 1_000;

/**
 * The client neither reconnects nor waits; redis-connection.ts does that. A time limit for each command, the
 * client's default, would need a timer for each and halve the rate; the connection watches all commands
 * together.
 */
const socketOptions = { connectTimeout: connectLimitMs, reconnectStrategy: false } as const;
const commandOptions = { timeout: undefined };

interface LossSource {
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "end", listener: () => void): unknown;
}

function watchLoss(source: LossSource): Promise<Error> {
  const lost = Promise.withResolvers<Error>();
  source.on("error", lost.resolve);
  source.on("end", () => lost.resolve(new Error("the connection was closed")));
  return lost.promise;
}

function closeOnAbort(client: { isOpen: boolean; destroy(): void }, signal: AbortSignal): void {
  const close = () => {
    if (client.isOpen) client.destroy();
  };
  if (signal.aborted) close();
  else signal.addEventListener("abort", close, { once: true });
}

/** Connects, loads the script and runs the probe. Rejects if Redis cannot be used. */
export async function openLink(options: LinkOptions): Promise<RedisLink> {
  return options.knownNodes.length === 0 ? openByUrl(options) : openCluster(options);
}

async function openByUrl(options: LinkOptions): Promise<RedisLink> {
  const { url, script, probe, signal } = options;
  const client = createClient({
    url,
    socket: { ...socketOptions },
    disableOfflineQueue: true,
    commandOptions,
  });
  const lost = watchLoss(client);
  closeOnAbort(client, signal);
  await client.connect();
  const sha = await client.scriptLoad(script);
  const run: RedisLink["run"] = (keys, parameters) => client.sendCommand(formatCall(sha, keys, parameters));
  const takesManyKeys = await runProbe(run, probe);
  if (takesManyKeys) return { takesManyKeys, run, lost, nodes: [] };
  const info = await client.info("cluster").catch(() => "");
  if (!/^cluster_enabled:1/m.test(info)) {
    // A proxy in front of a cluster: it finds the node of each call by the call's only key.
    await runProbeForEachKey(run, probe);
    return { takesManyKeys: false, run, lost, nodes: [] };
  }
  client.destroy();
  return openCluster(options);
}

async function openCluster({ url, script, probe, knownNodes, signal }: LinkOptions): Promise<RedisLink> {
  const { socket, ...access } = RedisClient.parseURL(url);
  const cluster = createCluster({
    rootNodes: [{ url }, ...knownNodes.map((node) => ({ socket: node }))],
    defaults: { ...access, socket: { tls: socket.tls, ...socketOptions }, disableOfflineQueue: true },
    commandOptions,
  });
  // While connecting it also reports nodes that are down, which may not matter.
  cluster.on("error", () => {});
  closeOnAbort(cluster, signal);
  await cluster.connect();
  const lost = watchLoss(cluster);
  const clients = await Promise.all(cluster.masters.map((node) => cluster.nodeClient(node)));
  const [sha = ""] = await Promise.all(clients.map((client) => client.scriptLoad(script)));
  const run: RedisLink["run"] = (keys, parameters) =>
    cluster.sendCommand(keys[0], false, formatCall(sha, keys, parameters));
  await runProbeForEachKey(run, probe);
  return {
    takesManyKeys: false,
    run,
    lost,
    nodes: cluster.masters.map(({ host, port }) => ({ host, port })),
  };
}

function formatCall(sha: string, keys: readonly string[], parameters: readonly string[]): string[] {
  return ["EVALSHA", sha, String(keys.length), ...keys, ...parameters];
}

/** Whether one call can contain keys of different slots. */
async function runProbe(run: RedisLink["run"], { keys, parameters }: ScriptProbe): Promise<boolean> {
  try {
    await run(
      keys,
      keys.flatMap(() => parameters),
    );
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("CROSSSLOT")) return false;
    throw error;
  }
}

async function runProbeForEachKey(run: RedisLink["run"], { keys, parameters }: ScriptProbe): Promise<void> {
  await Promise.all(keys.map((key) => run([key], parameters)));
}
