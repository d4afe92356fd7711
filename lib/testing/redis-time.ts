import { createClient, type RedisClientType } from "@redis/client";

/**
 * Moves time for one counter of the shared limiter. Nobody can set the clock of a Redis in a test, so the times that are
 * kept there are moved instead: to the script it is the same.
 */
export interface RedisTime {
  /** Time passes: to Redis it looks no different from a clock that is set forward. */
  pass(name: string, ms: number): Promise<void>;
  /** Redis' clock is set back. */
  setBack(name: string, ms: number): Promise<void>;
  write(name: string, fields: Record<string, string>): Promise<void>;
  read(name: string): Promise<Record<string, string>>;
  /** How long the counter is still kept; -2: there is none. */
  readLifeMs(name: string): Promise<number>;
  close(): void;
}

const shiftScript = `
  for _, field in ipairs({"me", "be", "s"}) do
    local at = redis.call("HGET", KEYS[1], field)
    if at then redis.call("HSET", KEYS[1], field, string.format("%.0f", at + ARGV[1])) end
  end`;

const keyOf = (name: string) => `byteengine:limit:${name}`;

export async function createRedisTime(url: string): Promise<RedisTime> {
  const client: RedisClientType = createClient({ url });
  // A test may kill Redis; what then fails is the call.
  client.on("error", () => {});
  await client.connect();
  const shift = async (name: string, byMs: number) => {
    await client.eval(shiftScript, { keys: [keyOf(name)], arguments: [String(byMs)] });
  };
  return {
    pass: (name, ms) => shift(name, -ms),
    setBack: (name, ms) => shift(name, ms),
    write: async (name, fields) => {
      await client.hSet(keyOf(name), fields);
    },
    read: async (name) => ({ ...(await client.hGetAll(keyOf(name))) }),
    readLifeMs: (name) => client.pTTL(keyOf(name)),
    close: () => client.destroy(),
  };
}
