import type { Config } from "./env.ts";

/**
 * The address of the console: the public one, or the one to open in a browser on this machine. `localhost` rather than
 * 127.0.0.1, where browsers allow no passkeys.
 */
export function getConsoleAddress(config: Pick<Config, "publicOrigin" | "host" | "port">): string {
  if (config.publicOrigin !== undefined) return config.publicOrigin;
  const isHere = ["127.0.0.1", "0.0.0.0", "::1", "::"].includes(config.host);
  const host = isHere ? "localhost" : config.host.includes(":") ? `[${config.host}]` : config.host;
  return `http://${host}:${config.port}`;
}
