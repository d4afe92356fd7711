import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "#lib/log.ts";
import { openLink, type RedisLink, type RedisNode, type ScriptProbe } from "./redis-link.ts";

/** One script in Redis, for as long as Redis answers in time. */
export interface RedisConnection {
  isUp(): boolean;
  /** Whether one call may name many keys. */
  takesManyKeys(): boolean;
  /** Runs the script. Rejects when Redis is away, or does not answer in time: then it counts as away from then on. */
  run(keys: readonly string[], parameters: readonly string[]): Promise<unknown>;
  stop(): Promise<void>;
}

/** Beyond that Redis is no help to a verification. */
const commandLimitMs = 200;
/** For connecting, for loading the script, and for finding the nodes of a cluster. */
const openingLimitMs = 2_000;
const retryIntervalMs = 250;
const watchIntervalMs = 50;

interface RedisConnectionOptions {
  url: string;
  script: string;
  probe: ScriptProbe;
  logger: Pick<Logger, "warn" | "info">;
}

/** What one life of the connection needs; a new one begins after every loss. */
interface Life {
  link: RedisLink;
  /** When the calls under way began, oldest first. */
  startedAtMs: Set<{ atMs: number }>;
  lose: (reason: Error) => void;
}

/**
 * Keeps a connection and begins anew, four times a second, when it is lost or stops answering. We do this ourselves
 * because a client that reconnects also waits: for the address, for the greeting, for commands sent before.
 */
export function connectToRedis({ url, script, probe, logger }: RedisConnectionOptions): RedisConnection {
  const stopping = new AbortController();
  let life: Life | null = null;
  let isLost = false;
  let nodesOfCluster: readonly RedisNode[] = [];
  let tries = 0;

  /** Resolves with the reason when this life is over. */
  const liveOnce = async (): Promise<Error> => {
    const ending = new AbortController();
    const signal = AbortSignal.any([stopping.signal, ending.signal]);
    const lost = Promise.withResolvers<Error>();
    signal.addEventListener("abort", () => lost.resolve(new Error("stopping")));
    // A cluster's other nodes know who took over from the one that the address leads to; it may also be another Redis by now.
    const knownNodes = tries++ % 2 === 0 ? [] : nodesOfCluster;
    try {
      const opening = openLink({ url, script, probe, knownNodes, signal });
      const link = await Promise.race([opening, rejectLate(openingLimitMs), rejectWhen(lost.promise)]);
      nodesOfCluster = link.nodes;
      life = { link, startedAtMs: new Set(), lose: lost.resolve };
      if (isLost) logger.info("Redis is back: limits are shared again");
      isLost = false;
      return await Promise.race([link.lost, lost.promise]);
    } catch (error) {
      return toError(error);
    } finally {
      life = null;
      ending.abort();
    }
  };

  const live = async () => {
    while (!stopping.signal.aborted) {
      const reason = await liveOnce();
      if (stopping.signal.aborted) return;
      if (!isLost) logger.warn({ err: reason }, "Redis is away: each instance limits by itself");
      isLost = true;
      await wait(retryIntervalMs, undefined, { ref: false, signal: stopping.signal }).catch(() => {});
    }
  };

  const watch = setInterval(() => {
    const [oldest] = life?.startedAtMs ?? [];
    if (oldest !== undefined && performance.now() - oldest.atMs > commandLimitMs) {
      life?.lose(new Error("Redis does not answer in time"));
    }
  }, watchIntervalMs);
  watch.unref();
  const living = live();
  return {
    isUp: () => life !== null,
    takesManyKeys: () => life?.link.takesManyKeys ?? false,
    run: async (keys, parameters) => {
      if (life === null) throw new Error("Redis is away");
      const { link, startedAtMs, lose } = life;
      const started = { atMs: performance.now() };
      startedAtMs.add(started);
      try {
        return await link.run(keys, parameters);
      } catch (error) {
        // A script that was flushed, a replica that takes no writes, a full memory: connecting anew may help.
        lose(toError(error));
        throw error;
      } finally {
        startedAtMs.delete(started);
      }
    },
    stop: async () => {
      clearInterval(watch);
      stopping.abort();
      await living;
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
