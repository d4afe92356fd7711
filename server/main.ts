import { readConfig } from "#lib/env.ts";
import { setRuntime } from "#lib/runtime.ts";
import { describeStart } from "./announce.ts";
import { createRuntime } from "./create-runtime.ts";
import { reportFormerManagers } from "./report-former-managers.ts";
import { serve } from "./serve.ts";
import { runUntilSignal } from "./shut-down.ts";
import { describeStartFailure } from "./start-failure.ts";

async function start(): Promise<void> {
  const runtime = await createRuntime(readConfig());
  setRuntime(runtime);
  try {
    const serving = await serve(runtime);
    runUntilSignal(runtime, serving);
    const lines = await describeStart(runtime);
    process.stdout.write(`${lines.join("\n")}\n`);
    if (runtime.config.serve !== "api") await reportFormerManagers(runtime);
  } catch (error) {
    await runtime.limiter.stop();
    await runtime.following.stop();
    await runtime.database.close();
    throw error;
  }
}

try {
  await start();
} catch (error) {
  process.stderr.write(`${describeStartFailure(error)}\n`);
  process.exit(1);
}
