import { createSetUpCode } from "#lib/auth/credentials/setup-code.ts";
import { setUpCodeField } from "#lib/contract/people/users.ts";
import { mayBeLocal } from "#lib/domain/network/local-request.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { getConsoleAddress } from "#lib/platform/settings/console-address.ts";

/** What the operator needs to know once the service is ready. */
export interface StartNews {
  title: string;
  address: string;
  /** On a first run, how to create the first account. */
  firstAccount: { link: string; code: string; isCodeNeeded: boolean } | null;
}

export async function readStartNews({ config, database, secrets }: Runtime): Promise<StartNews> {
  const address = getConsoleAddress(config);
  if (config.serve === "api") {
    return { title: "ByteEngine verification", address: `${address}/v1/api`, firstAccount: null };
  }
  const title = "ByteEngine Console";
  if ((await database.prisma.user.findFirst({ select: { id: true } })) !== null) {
    return { title, address, firstAccount: null };
  }
  const code = createSetUpCode(secrets.session);
  // In the fragment, the code reaches no log of a proxy, and no other page in a Referer header.
  const link = `${address}/sign-up#${setUpCodeField}=${code}`;
  return { title, address, firstAccount: { link, code, isCodeNeeded: !mayBeLocal(config) } };
}

/** The lines printed at a terminal. */
export function describeStart({ title, address, firstAccount }: StartNews): string[] {
  const lines = [`${title} is ready at ${address}`];
  if (firstAccount === null) return lines;
  lines.push(
    "",
    "There is no account yet. Next steps:",
    `  1. Create the first account, which administers this console: ${firstAccount.link}`,
  );
  if (firstAccount.isCodeNeeded) lines.push(`     The link contains the setup code: ${firstAccount.code}`);
  lines.push("  2. Open Settings → API Keys and choose Generate New Key", "");
  return lines;
}
