import { startConsole } from "#e2e/support/servers/console-process.ts";
import type { Workplace } from "./workplace.ts";
import { type Section, whole } from "./write-results.ts";

/** The time from the command to the first successful response of /readyz. */
export async function measureStart({ settings, few }: Workplace): Promise<Section[]> {
  const startedAt = performance.now();
  const running = await startConsole({ environment: { ...settings, DATABASE_URL: few.url } });
  const elapsedMs = performance.now() - startedAt;
  await running.stop();
  return [{ title: "Start", claims: [["start to ready", `${whole.format(elapsedMs)} ms`]], text: "" }];
}
