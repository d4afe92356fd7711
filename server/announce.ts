import { createSetUpCode } from "#lib/auth/credentials/setup-code.ts";
import { setUpCodeField } from "#lib/contract/people/users.ts";
import { mayBeLocal } from "#lib/domain/network/local-request.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { getConsoleAddress } from "#lib/platform/settings/console-address.ts";

/** The lines printed once the service is ready: its address and, on a first run, what to do next. */
export async function describeStart(runtime: Runtime): Promise<string[]> {
  const address = getConsoleAddress(runtime.config);
  if (runtime.config.serve === "api") return [`ByteEngine verification is ready at ${address}/v1/api`];
  const lines = [`ByteEngine Console is ready at ${address}`];
  if ((await runtime.database.prisma.user.findFirst({ select: { id: true } })) !== null) return lines;
  const code = createSetUpCode(runtime.secrets.session);
  lines.push(
    "",
    "There is no account yet. Next steps:",
    // In the fragment, the code reaches no log of this server or a proxy, and no other page in a Referer header.
    `  1. Create the first account, which administers this console: ${address}/sign-up#${setUpCodeField}=${code}`,
  );
  if (!mayBeLocal(runtime.config)) lines.push(`     The link contains the setup code: ${code}`);
  lines.push("  2. Open Settings → API Keys and choose Generate New Key", "");
  return lines;
}
