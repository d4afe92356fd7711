import { insertKey } from "#e2e/support/database/fixtures.ts";
import { unlimited } from "#e2e/support/verification/fleet.ts";
import { type LoadResult, measureInterleaved } from "./measure-load.ts";
import { recordAnswer, startBare, startBetterAuth, startNext, startNginx } from "./start-peers.ts";
import type { Workplace } from "./workplace.ts";
import { formatRatio, formatTable, type Section } from "./write-results.ts";

const twoHeaders = {
  headers: [["content-type", "application/json"]] as [string, string][],
  body: '{"valid":true}',
};

/** Compares verification with the maximum a server can do, and with other products that verify keys. */
export async function measurePeers(place: Workplace): Promise<Section[]> {
  const { target: hit } = await place.getOurs();
  const { secret } = await insertKey(place.few.database, place.few.team, unlimited);
  const answer = await recordAnswer(hit, secret);
  const betterAuth = await startBetterAuth(place);
  const measured = await measureInterleaved(
    {
      nginx: await startNginx(place, hit, answer),
      bareSameBytes: await startBare(place, hit, answer),
      bare: await startBare(place, hit, twoHeaders),
      hit,
      next: await startNext(place, hit),
      betterAuth: betterAuth.plain,
      betterAuthCounting: betterAuth.counting,
    },
    place.options,
  );
  const over = (of: keyof typeof measured) => formatRatio(measured.hit.perSecond, measured[of].perSecond);
  const busy = (result: LoadResult) => `${((result.perSecond * result.cpuUs) / 1e4).toFixed(0)} %`;
  const restUs = measured.hit.cpuUs - measured.bareSameBytes.cpuUs;
  return [
    {
      title: "The maximum",
      claims: [
        ["`/v1/api/auth` on a cached key ÷ bare node:http writing the same bytes", over("bareSameBytes")],
        ["÷ nginx writing the same bytes", over("nginx")],
        ["÷ bare node:http with two headers", over("bare")],
        [
          "CPU of bare node:http writing the same bytes ÷ CPU of a verification",
          formatRatio(measured.bareSameBytes.cpuUs, measured.hit.cpuUs),
        ],
        ["CPU of nginx ÷ CPU of a verification", formatRatio(measured.nginx.cpuUs, measured.hit.cpuUs)],
        [
          "p99 ÷ p99 of bare node:http writing the same bytes",
          formatRatio(measured.hit.p99Ms, measured.bareSameBytes.p99Ms),
        ],
      ],
      text: `Reference: nginx with one worker, which answers every request with the same bytes.

${formatTable(measured.nginx, [
  ["nginx, same bytes", measured.nginx],
  ["bare node:http, two headers", measured.bare],
  ["bare node:http, same bytes", measured.bareSameBytes],
  ["ByteEngine, cached key", measured.hit],
])}

Of the ${measured.hit.cpuUs.toFixed(1)} µs of a verification, ${measured.nginx.cpuUs.toFixed(1)} are what nginx needs for the same response,
${(measured.bareSameBytes.cpuUs - measured.nginx.cpuUs).toFixed(1)} what node:http needs in addition, and ${restUs.toFixed(1)} are ByteEngine's. Processor 0 was busy ${busy(measured.nginx)} of the time with nginx, ${busy(measured.hit)} with ByteEngine. If it is far
below 100 %, the load generator was the limit, and the rate is the generator's.`,
    },
    {
      title: "Compared with peers",
      claims: [
        ["÷ better-auth's API keys, counting requests (its default)", over("betterAuthCounting")],
        ["÷ better-auth's API keys, not counting", over("betterAuth")],
        ["÷ a Next route handler with static JSON", over("next")],
      ],
      text: `Reference: ByteEngine, which counts every request in limits and in usage. better-auth has a separate PostgreSQL server.

${formatTable(measured.hit, [
  ["ByteEngine, cached key", measured.hit],
  ["Next route handler, static JSON", measured.next],
  ["better-auth verifyApiKey behind Hono, counting", measured.betterAuthCounting],
  ["the same, not counting", measured.betterAuth],
])}`,
    },
  ];
}
