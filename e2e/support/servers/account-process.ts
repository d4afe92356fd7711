import { fork } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

export interface AccountProcess {
  url: string;
  stop: () => void;
}

/** Starts account-server.ts for a running console. Its accounts have this password. */
export async function startAccountServer(
  { dataDirectory }: { dataDirectory: string },
  password: string,
): Promise<AccountProcess> {
  const file = fileURLToPath(import.meta.resolve("#e2e/support/servers/account-server.ts"));
  const environment = { DATA_DIR: dataDirectory, SIGN_UP: "open", E2E_PASSWORD: password };
  const child = fork(file, { env: { ...process.env, ...environment }, execArgv: [] });
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`the account server ended with ${code}`);
  });
  const [{ port }]: [AddressInfo] = await Promise.race([once(child, "message"), ended]);
  ended.catch(() => undefined);
  return { url: `http://127.0.0.1:${port}`, stop: () => child.kill() };
}
