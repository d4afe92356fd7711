import { getConsoleAddress } from "./console-address.ts";
import type { Config } from "./env.ts";

/** The FHIR base URL of a registered server behind the gateway (ADR 0043). It never depends on a request's Host header. */
export function getFhirBaseUrl(
  config: Pick<Config, "publicOrigin" | "host" | "port">,
  serverId: string,
): string {
  return `${getConsoleAddress(config)}/v1/api/fhir/servers/${serverId}/fhir`;
}
