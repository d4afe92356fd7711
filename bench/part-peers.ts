import { insertKey } from "#lib/testing/fixtures.ts";
import { unlimited } from "#lib/testing/fleet.ts";
import { type LoadResult, measureInterleaved } from "./measure-load.ts";
import { recordAnswer, startBare, startBetterAuth, startNext, startNginx } from "./start-peers.ts";
import type { Workplace } from "./workplace.ts";
import { formatRatio, formatTable, type Section } from "./write-results.ts";

const twoHeaders = {
  headers: [["content-type", "application/json"]] as [string, string][],
  body: '{"valid":true}',
};

/** Verification beside what a server can do at all, and beside others that verify. */
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
      title: "The ceiling",
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
      text: `Reference: nginx with one worker, which answers the same bytes to everyone.

${formatTable(measured.nginx, [
  ["nginx, same bytes", measured.nginx],
  ["bare node:http, two headers", measured.bare],
  ["bare node:http, same bytes", measured.bareSameBytes],
  ["ours, cached key", measured.hit],
])}

Of the ${measured.hit.cpuUs.toFixed(1)} µs a verification costs, ${measured.nginx.cpuUs.toFixed(1)} are what nginx needs for the same answer,
${(measured.bareSameBytes.cpuUs - measured.nginx.cpuUs).toFixed(1)} what node:http needs beyond that, and ${restUs.toFixed(1)} are ours. Processor 0 was busy ${busy(measured.nginx)} of the time with nginx, ${busy(measured.hit)} with ours: where it is far
from 100 %, the load could not ask for more, and the rate is the load's.`,
    },
    {
      title: "Beside its peers",
      claims: [
        ["÷ better-auth's API keys, counting requests as by default", over("betterAuthCounting")],
        ["÷ better-auth's API keys, counting nothing", over("betterAuth")],
        ["÷ a Next route handler with static JSON", over("next")],
      ],
      text: `Reference: ours, which counts every request, in limits and in usage. better-auth has a PostgreSQL of its own.

${formatTable(measured.hit, [
  ["ours, cached key", measured.hit],
  ["Next route handler, static JSON", measured.next],
  ["better-auth verifyApiKey behind Hono, counting", measured.betterAuthCounting],
  ["the same, counting nothing", measured.betterAuth],
])}`,
    },
  ];
}
