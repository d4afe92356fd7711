import { createClient, type RedisClientType } from "@redis/client";

/**
 * Moves time for one counter of the shared limiter. A test cannot change Redis' clock, so the stored times
 * are moved instead: for the script this is equivalent.
 */
export interface RedisTime {
  /** Lets time pass: for Redis this is the same as a clock set forward. */
  pass(name: string, ms: number): Promise<void>;
  /** Sets Redis' clock back. */
  setBack(name: string, ms: number): Promise<void>;
  write(name: string, fields: Record<string, string>): Promise<void>;
  read(name: string): Promise<Record<string, string>>;
  /** How long the counter will be kept; -2 if it does not exist. */
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
  // A test may kill Redis; the command then fails.
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
