import { setTimeout as wait } from "node:timers/promises";
import { createClient, type RedisClientType } from "@redis/client";
import type { Logger } from "#lib/log.ts";

/** One script in Redis, for as long as Redis answers in time. */
export interface RedisConnection {
  isUp(): boolean;
  /** Runs the script. Rejects when Redis is away, or does not answer in time: then it counts as away from then on. */
  run(key: string, parameters: readonly string[]): Promise<unknown>;
  stop(): Promise<void>;
}

/** Beyond that Redis is no help to a verification. */
const commandLimitMs = 200;
const connectLimitMs = 1_000;
const retryIntervalMs = 250;
const watchIntervalMs = 50;

interface RedisConnectionOptions {
  url: string;
  script: string;
  logger: Pick<Logger, "warn" | "info">;
}

/** What one life of the connection needs; a new one begins after every loss. */
interface Life {
  client: RedisClientType;
  sha: string;
  /** When the commands under way began, oldest first. */
  startedAtMs: Set<{ atMs: number }>;
  lose: (reason: Error) => void;
}

/**
 * Keeps a connection and begins anew, four times a second, when it is lost or stops answering. We do this ourselves
 * because a client that reconnects also waits: for the address, for the greeting, for commands sent before.
 */
export function connectToRedis({ url, script, logger }: RedisConnectionOptions): RedisConnection {
  const stopping = new AbortController();
  let life: Life | null = null;
  let isLost = false;

  const live = async () => {
    while (!stopping.signal.aborted) {
      const client: RedisClientType = createClient({
        url,
        socket: { connectTimeout: connectLimitMs, reconnectStrategy: false },
        disableOfflineQueue: true,
      });
      const lost = Promise.withResolvers<Error>();
      client.on("error", (error: Error) => lost.resolve(error));
      client.on("end", () => lost.resolve(new Error("the connection was closed")));
      const onStop = () => lost.resolve(new Error("stopping"));
      stopping.signal.addEventListener("abort", onStop);
      let isOver = false;
      greet(client, script).then((sha) => {
        if (isOver) return;
        life = { client, sha, startedAtMs: new Set(), lose: lost.resolve };
        if (isLost) logger.info("Redis is back: limits are shared again");
        isLost = false;
      }, lost.resolve);
      const reason = await lost.promise;
      isOver = true;
      life = null;
      stopping.signal.removeEventListener("abort", onStop);
      if (client.isOpen) client.destroy();
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
    run: async (key, parameters) => {
      if (life === null) throw new Error("Redis is away");
      const { client, sha, startedAtMs, lose } = life;
      const started = { atMs: performance.now() };
      startedAtMs.add(started);
      try {
        return await client.sendCommand(["EVALSHA", sha, "1", key, ...parameters]);
      } catch (error) {
        // A script that was flushed, a replica that takes no writes, a full memory: connecting anew may help.
        lose(error instanceof Error ? error : new Error(String(error)));
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

/** Connects and loads the script, within a second; its name there. */
async function greet(client: RedisClientType, script: string): Promise<string> {
  const tooLate = wait(connectLimitMs, undefined, { ref: false }).then(() => {
    throw new Error("Redis does not answer in time");
  });
  const loaded = client.connect().then(() => client.scriptLoad(script));
  return Promise.race([loaded, tooLate]);
}
