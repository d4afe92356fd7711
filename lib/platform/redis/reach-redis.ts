import { createClient } from "@redis/client";

const limitMs = 2_000;

export interface RedisAnswer {
  version: string;
  roundTripMs: number;
}

/** What Redis, or the node of a cluster that the address names, says. Null: nothing. Uses a connection of its own. */
export async function reachRedis(url: string): Promise<RedisAnswer | null> {
  const client = createClient({
    url,
    socket: { connectTimeout: limitMs, reconnectStrategy: false },
    commandOptions: { timeout: limitMs },
  });
  // Without a listener, a lost connection would end the process.
  client.on("error", () => {});
  try {
    await client.connect();
    const info = await client.info("server");
    const [, version = "unknown"] = /^(?:valkey|redis)_version:(\S+)/m.exec(info) ?? [];
    const startedAt = performance.now();
    await client.ping();
    return { version, roundTripMs: performance.now() - startedAt };
  } catch {
    return null;
  } finally {
    if (client.isOpen) client.destroy();
  }
}
