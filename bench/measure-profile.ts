import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { startConsole } from "#lib/testing/console-process.ts";
import { measureLoad, type Target } from "./measure-load.ts";

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

/** Whose time it is. What has no address is V8's and the system's. */
function nameShare({ functionName, url }: Frame): string {
  if (functionName === "(idle)") return idle;
  if (functionName === "(garbage collector)") return "collecting garbage";
  if (functionName.startsWith("write") && url === "")
    return "writing to the socket: the system's share and V8's";
  if (functionName.startsWith("RegExp: ") || url.startsWith("node:")) return "node:http and what it uses";
  if (url === "") return "V8 and the system";
  if (url.includes("/node_modules/")) return "libraries";
  if (url.includes("/lib/verification/")) return "ours: finding and judging the key, counting its use";
  if (url.includes("/lib/limits/")) return "ours: limits";
  return "ours: reading the request, writing the answer, metrics";
}

/** Shares of the busy time, the largest first. */
function shareOut({ nodes, samples, timeDeltas }: Profile): { name: string; share: number }[] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameShare(callFrame)]));
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
export async function measureProfile(
  target: Pick<Target, "path" | "keysFile">,
  wrapper: string[],
  environment: Record<string, string>,
): Promise<{ name: string; share: number }[]> {
  const folder = await mkdtemp(join(tmpdir(), "byteengine-profile-"));
  const flags = `--cpu-prof --cpu-prof-interval=200 --cpu-prof-dir=${folder}`;
  // Verification alone: a start that loads pages would be half of the profile.
  const running = await startConsole({
    wrapper,
    environment: { ...environment, SERVE: "api", NODE_OPTIONS: flags },
  });
  await measureLoad({ ...target, origin: running.origin }, 10);
  await running.stop();
  const [file = ""] = await readdir(folder);
  return shareOut(profileSchema.parse(JSON.parse(await readFile(join(folder, file), "utf8"))));
}
