import type { Config } from "./env.ts";

/** The address of the console: the public one, or the one to open in a browser on this machine. */
export function getConsoleAddress(config: Pick<Config, "publicOrigin" | "host" | "port">): string {
  if (config.publicOrigin !== undefined) return config.publicOrigin;
  const isEverywhere = config.host === "0.0.0.0" || config.host === "::";
  const host = isEverywhere ? "localhost" : config.host.includes(":") ? `[${config.host}]` : config.host;
  return `http://${host}:${config.port}`;
}
