import { fork } from "node:child_process";
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
  const { promise: url, resolve, reject } = Promise.withResolvers<string>();
  child.once("message", (message) => resolve(String(message)));
  child.once("exit", (code) => reject(new Error(`the account server ended with ${code}`)));
  return { url: await url, stop: () => child.kill() };
}
