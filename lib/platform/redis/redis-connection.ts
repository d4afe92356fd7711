import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "#lib/platform/log/log.ts";
import { openLink, type RedisLink, type RedisNode, type ScriptProbe } from "./redis-link.ts";

/** Runs one script in Redis, as long as Redis answers in time. */
export interface RedisConnection {
  isUp(): boolean;
  /** Whether one call can contain many keys. */
  takesManyKeys(): boolean;
  /**
   * Runs the script. Rejects if Redis is unreachable or does not answer in time; in that case it counts as
   * unreachable from then on.
   */
  run(keys: readonly string[], parameters: readonly string[]): Promise<unknown>;
  stop(): Promise<void>;
}

/** After this time, waiting for Redis no longer helps a verification. */
const commandLimitMs = 200;
/** For connecting, loading the script, and finding the nodes of a cluster. */
const openingLimitMs = 2_000;
const retryIntervalMs = 250;
const watchIntervalMs = 50;

interface RedisConnectionOptions {
  url: string;
  script: string;
  probe: ScriptProbe;
  logger: Pick<Logger, "warn" | "info">;
}

/** The state of one established connection. A new one is created after every loss. */
interface Connection {
  link: RedisLink;
  /** The start times of running calls, oldest first. */
  startedAtMs: Set<{ atMs: number }>;
  lose: (reason: Error) => void;
}

/**
 * Keeps a connection open and reconnects, four times a second, when it is lost or stops answering. The Redis
 * client's own reconnection is not used, because it also waits: for the address, for the greeting, for
 * commands sent earlier.
 */
export function connectToRedis({ url, script, probe, logger }: RedisConnectionOptions): RedisConnection {
  const stopping = new AbortController();
  let connection: Connection | null = null;
  let isLost = false;
  let nodesOfCluster: readonly RedisNode[] = [];
  let tries = 0;

  /** Resolves with the reason when this connection ends. */
  const connectOnce = async (): Promise<Error> => {
    const ending = new AbortController();
    const signal = AbortSignal.any([stopping.signal, ending.signal]);
    const lost = Promise.withResolvers<Error>();
    signal.addEventListener("abort", () => lost.resolve(new Error("stopping")));
    // The cluster's other nodes know which node has replaced the one in the address. The address is tried
    // too, because it may lead to a different Redis by now.
    const knownNodes = tries++ % 2 === 0 ? [] : nodesOfCluster;
    try {
      const opening = openLink({ url, script, probe, knownNodes, signal });
      const link = await Promise.race([opening, rejectLate(openingLimitMs), rejectWhen(lost.promise)]);
      nodesOfCluster = link.nodes;
      connection = { link, startedAtMs: new Set(), lose: lost.resolve };
      if (isLost) logger.info("Redis is reachable again: limits are shared");
      isLost = false;
      return await Promise.race([link.lost, lost.promise]);
    } catch (error) {
      return toError(error);
    } finally {
      connection = null;
      ending.abort();
    }
  };

  const keepConnected = async () => {
    while (!stopping.signal.aborted) {
      const reason = await connectOnce();
      if (stopping.signal.aborted) return;
      if (!isLost)
        logger.warn({ err: reason }, "Redis is unreachable: each instance enforces limits on its own");
      isLost = true;
      await wait(retryIntervalMs, undefined, { ref: false, signal: stopping.signal }).catch(() => {});
    }
  };

  const watch = setInterval(() => {
    const [oldest] = connection?.startedAtMs ?? [];
    if (oldest !== undefined && performance.now() - oldest.atMs > commandLimitMs) {
      connection?.lose(new Error("Redis does not answer in time"));
    }
  }, watchIntervalMs);
  watch.unref();
  const connecting = keepConnected();
  return {
    isUp: () => connection !== null,
    takesManyKeys: () => connection?.link.takesManyKeys ?? false,
    run: async (keys, parameters) => {
      if (connection === null) throw new Error("Redis is unreachable");
      const { link, startedAtMs, lose } = connection;
      const started = { atMs: performance.now() };
      startedAtMs.add(started);
      try {
        return await link.run(keys, parameters);
      } catch (error) {
        // The script was flushed, a replica rejects writes, or the memory is full: reconnecting may help.
        lose(toError(error));
        throw error;
      } finally {
        startedAtMs.delete(started);
      }
    },
    stop: async () => {
      clearInterval(watch);
      stopping.abort();
      await connecting;
    },
  };
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

async function rejectLate(limitMs: number): Promise<never> {
  await wait(limitMs, undefined, { ref: false });
  throw new Error("Redis does not answer in time");
}

async function rejectWhen(reason: Promise<Error>): Promise<never> {
  throw await reason;
}
