import { startRedis } from "#e2e/support/servers/redis-process.ts";
import { loadProcessor, measureInterleaved } from "./measure-load.ts";
import { pinTo, type Workplace } from "./workplace.ts";
import { formatRatio, formatTable, type Section } from "./write-results.ts";

/** The cost of shared counting. Redis runs on the load's processor, as it would run on another machine. */
export async function measureRedis(place: Workplace): Promise<Section[]> {
  const { target: hit } = await place.getOurs();
  const redis = await startRedis({ wrapper: pinTo(loadProcessor) });
  place.onClose(redis.kill);
  const shared = { REDIS_URL: redis.url, INSTANCES: "2" };
  const { target: withRedis } = await place.startOurs(shared);
  await place.startOurs(shared);
  const { one, together } = await measureInterleaved({ one: hit, together: withRedis }, place.options);
  return [
    {
      title: "Several instances",
      claims: [
        ["counting in Redis ÷ counting in memory", formatRatio(together.perSecond, one.perSecond)],
        ["CPU counting in memory ÷ CPU counting in Redis", formatRatio(one.cpuUs, together.cpuUs)],
      ],
      text: `Reference: one instance that counts in its own memory. Redis runs on processor 1.

${formatTable(one, [
  ["one instance", one],
  ["one of two instances that count in Redis", together],
])}`,
    },
  ];
}
