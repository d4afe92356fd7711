// `npm run bench -- [part...] [--rounds 3] [--seconds 3] [--keys 1000000]`: compares verification with its
// peers, on one PostgreSQL server. A run of all parts writes bench/RESULTS.md; a run of some parts prints
// their results. The servers run on processor 0, the load on processor 1. Needs Linux with wrk, taskset and
// nginx.
import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ensureTool } from "../scripts/test/tools.ts";
import { measureGateway } from "./gateway/part-gateway.ts";
import { measureExport, measurePages, measureSignIns } from "./part-isolation.ts";
import { measureKeys } from "./part-keys.ts";
import { measurePeers } from "./part-peers.ts";
import { measureProfile } from "./part-profile.ts";
import { measureRedis } from "./part-redis.ts";
import { measureStart } from "./part-start.ts";
import { measureThreads } from "./part-threads.ts";
import { measureRequests } from "./requests/part-requests.ts";
import { openWorkplace, type Workplace } from "./workplace.ts";
import { type Section, writeResults } from "./write-results.ts";

const parts: Record<string, (place: Workplace) => Promise<Section[]>> = {
  start: measureStart,
  peers: measurePeers,
  profile: measureProfile,
  threads: measureThreads,
  redis: measureRedis,
  requests: measureRequests,
  gateway: measureGateway,
  pages: measurePages,
  export: measureExport,
  "sign-ins": measureSignIns,
  keys: measureKeys,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "3" },
    keys: { type: "string", default: "1000000" },
  },
});
const unknown = positionals.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`Unknown part: ${unknown.join(", ")}. Available parts: ${Object.keys(parts).join(", ")}`);
  process.exit(1);
}
if (cpus().length < 2) {
  console.error("The bench needs two processors: one for the servers, one for the load.");
  process.exit(1);
}
const options = {
  rounds: Number(values.rounds),
  seconds: Number(values.seconds),
  keys: Number(values.keys),
};
await ensureTool("wrk", new AbortController().signal);
const place = await openWorkplace(options);
// Otherwise the started processes would keep running.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    place.close().finally(() => process.exit(1));
  });
}
const sections: Section[] = [];
try {
  for (const [name, measure] of Object.entries(parts)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const startedAt = performance.now();
    sections.push(...(await measure(place)));
    console.log(`${name}: measured in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  }
} finally {
  await place.close();
}
const { rounds, seconds } = options;
const model = cpus()[0]?.model ?? "";
const results = writeResults(
  { node: process.version, processors: cpus().length, model, rounds, seconds },
  sections,
);
if (positionals.length === 0) await writeFile(fileURLToPath(new URL("RESULTS.md", import.meta.url)), results);
else console.log(`\n${results}`);
