import type { Reach } from "#lib/domain/network/outbound-address.ts";
import type { Config } from "#lib/platform/settings/env.ts";

export type OutboundConfig = Pick<Config, "fhirAllowPrivateNetworks" | "fhirAllowLoopback">;

/** The networks to which the console sends requests whose address a user chose. */
export function listAllowed(config: OutboundConfig): Reach[] {
  return [
    "public",
    ...(config.fhirAllowPrivateNetworks ? (["private"] as const) : []),
    ...(config.fhirAllowLoopback ? (["loopback"] as const) : []),
  ];
}
