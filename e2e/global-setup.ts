import { rm } from "node:fs/promises";
import { startConsole } from "#lib/testing/console-process.ts";

/** Starts the built product on a new data directory; tests find it by E2E_ORIGIN. Returns what ends it. */
export default async function startProduct(): Promise<() => Promise<void>> {
  const running = await startConsole({
    environment: { SIGN_UP: "open", SIGN_UPS_PER_HOUR: "10000", LOG_LEVEL: "debug" },
  });
  process.env.E2E_ORIGIN = running.origin;
  return async () => {
    const exitCode = await running.stop();
    await rm(running.dataDirectory, { recursive: true, force: true });
    if (exitCode !== 0) throw new Error(`the console ended with ${exitCode}:\n${running.readOutput()}`);
  };
}
