import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { measureLoad } from "./measure-load.ts";
import type { Workplace } from "./workplace.ts";
import type { Section } from "./write-results.ts";

/** V8's own format; times in microseconds. */
const profileSchema = z.object({
  nodes: z.array(
    z.object({ id: z.number(), callFrame: z.object({ functionName: z.string(), url: z.string() }) }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});

type Profile = z.infer<typeof profileSchema>;
type Frame = Profile["nodes"][number]["callFrame"];

const idle = "idle";

/** What a sample's time belongs to. Frames without a URL belong to V8 and the system. */
function classifyFrame({ functionName, url }: Frame): string {
  if (functionName === "(idle)") return idle;
  if (functionName === "(garbage collector)") return "garbage collection";
  if (functionName.startsWith("write") && url === "") return "writing to the socket (system and V8)";
  if (functionName.startsWith("RegExp: ") || url.startsWith("node:")) return "node:http and its dependencies";
  if (url === "") return "V8 and the system";
  if (url.includes("/node_modules/")) return "libraries";
  if (url.includes("/lib/verification/"))
    return "ByteEngine: finding and checking the key, counting its usage";
  if (url.includes("/lib/domain/limits/")) return "ByteEngine: limits";
  return "ByteEngine: reading the request, writing the response, metrics";
}

/** Shares of the busy time, largest first. */
function computeShares({ nodes, samples, timeDeltas }: Profile): { name: string; share: number }[] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, classifyFrame(callFrame)]));
  const times = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const name = names.get(id) ?? "";
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[index] ?? 0));
  }
  times.delete(idle);
  const total = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times]
    .map(([name, time]) => ({ name, share: time / total }))
    .sort((first, second) => second.share - first.share);
}

/** Where the time of a cached key's verification goes: V8's sampling profile of an instance under load. */
export async function measureProfile(place: Workplace): Promise<Section[]> {
  const folder = join(place.files, "profile");
  const flags = `--cpu-prof --cpu-prof-interval=200 --cpu-prof-dir=${folder}`;
  // Verification only: loading the pages would take half of the profile.
  const { running, target } = await place.startOurs({ SERVE: "api", NODE_OPTIONS: flags });
  await measureLoad(target, 10);
  await running.stop();
  const shares = computeShares(await readLargest(folder));
  const rows = shares.map(({ name, share }) => `| ${name} | ${(share * 100).toFixed(0)} % |`);
  return [
    {
      title: "Where the time of a cached key goes",
      claims: [],
      text: `Self time in V8's profile of an instance under load. Profiling itself slows the instance down.

| | share |
|---|---|
${rows.join("\n")}`,
    },
  ];
}

/** Each thread writes its own profile; the busiest thread's profile has the most samples. */
async function readLargest(folder: string): Promise<Profile> {
  const files = await readdir(folder);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  const profiles = texts.map((text) => profileSchema.parse(JSON.parse(text)));
  const largest = profiles.sort((first, second) => countBusy(second) - countBusy(first))[0];
  if (largest === undefined) throw new Error("no profile was written");
  return largest;
}

function countBusy({ nodes, samples }: Profile): number {
  const idleIds = new Set(
    nodes.filter(({ callFrame }) => classifyFrame(callFrame) === idle).map(({ id }) => id),
  );
  return samples.filter((id) => !idleIds.has(id)).length;
}
