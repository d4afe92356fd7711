import { createSetUpCode } from "#lib/auth/set-up-code.ts";
import type { Runtime } from "#lib/runtime.ts";
import { readSignUpState } from "#lib/services/users/read-sign-up-state.ts";

/** What a browser on this machine opens. */
function getAddress({ config }: Runtime): string {
  if (config.publicOrigin !== undefined) return config.publicOrigin;
  const isEverywhere = config.host === "0.0.0.0" || config.host === "::";
  const host = isEverywhere ? "localhost" : config.host.includes(":") ? `[${config.host}]` : config.host;
  return `http://${host}:${config.port}`;
}

/** The lines printed once the service answers: its address and, on a first run, what to do next. */
export async function describeStart(runtime: Runtime): Promise<string[]> {
  const address = getAddress(runtime);
  if (runtime.config.serve === "api") return [`ByteEngine verification is ready at ${address}/v1/api`];
  const lines = [`ByteEngine Console is ready at ${address}`];
  const { hasUsers, needsSetUpCode } = await readSignUpState(runtime);
  if (hasUsers) return lines;
  lines.push(
    "",
    "Nobody has an account here yet. Next:",
    `  1. Create the first account at ${address}/sign-up`,
  );
  if (needsSetUpCode) {
    lines.push(`     It asks for this set-up code: ${createSetUpCode(runtime.secrets.session)}`);
  }
  lines.push("  2. Open Settings → API Keys and choose Generate New Key", "");
  return lines;
}
