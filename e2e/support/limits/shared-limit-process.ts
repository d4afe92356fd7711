import { setTimeout as wait } from "node:timers/promises";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { createSharedLimiter } from "#lib/platform/redis/shared-limiter.ts";
import { type Asked, createRequester } from "./shared-limit-cases.ts";

// A separate process that counts in the given Redis, and answers each list of keys with the responses for
// them.
const limiter = createSharedLimiter({
  redisUrl: process.argv[2] ?? "",
  instances: 2,
  local: createMemoryLimiter({ maxCounters: 1_000 }),
  logger: createLogger({ level: "silent" }),
});
const waitForRedis = async () => {
  while (limiter.describe().mode !== "shared") await wait(10);
};
const { ask } = createRequester(limiter);

process.on("message", async (asked: Asked[]) => {
  await waitForRedis();
  process.send?.({ answers: await ask(asked), countedLocally: limiter.describe().countedLocally });
});
await waitForRedis();
process.send?.("ready");
