import { getConsoleAddress } from "./console-address.ts";
import type { Config } from "./env.ts";

export type IssuerConfig = Pick<Config, "publicOrigin" | "host" | "port">;

/** The identifier of this console as an OAuth authorization server. It never depends on a request's Host header. */
export function getIssuer(config: IssuerConfig): string {
  return `${getConsoleAddress(config)}/oauth`;
}

/** The audience of its tokens: this console's API, and the services that ask it. */
export function getAudience(config: IssuerConfig): string {
  return getConsoleAddress(config);
}
