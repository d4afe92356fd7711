import type { UpdateFhirGatewayInput } from "#lib/contract/resources/fhir-gateway.ts";
import { isGatewayEnabled } from "./read-gateway-server.ts";

/** The columns that decide about a gateway. */
export interface GatewayColumns {
  gatewayBaseUrl: string | null;
  gatewayAllowsKeys: boolean;
}

type GatewayState = GatewayColumns & { baseUrl: string };

/** A new base URL may be another server, so whatever was decided for the previous one ends. */
export const closedGateway: GatewayColumns = { gatewayBaseUrl: null, gatewayAllowsKeys: false };

/**
 * Whether API keys can use the gateway while it is on. An owner allowed them for one base URL: a release that doesn't know
 * gateways changes the URL without closing the gateway.
 */
export function areKeysAllowed(server: GatewayState): boolean {
  return server.gatewayAllowsKeys && (server.gatewayBaseUrl === null || isGatewayEnabled(server));
}

/** The columns after a change of the switches. What isn't given stays as it is for this base URL. */
export function planGateway(
  server: GatewayState,
  { enabled = isGatewayEnabled(server), allowsKeys = areKeysAllowed(server) }: UpdateFhirGatewayInput,
): GatewayColumns {
  return { gatewayBaseUrl: enabled ? server.baseUrl : null, gatewayAllowsKeys: allowsKeys };
}

/** How a gateway changes, for the audit log. Null: it doesn't. */
export function describeGatewayChange(
  before: GatewayState,
  after: GatewayState,
): { gatewayEnabled?: boolean; gatewayAllowsKeys?: boolean } | null {
  const enabled = isGatewayEnabled(after);
  const allowsKeys = areKeysAllowed(after);
  const changes = {
    ...(enabled === isGatewayEnabled(before) ? {} : { gatewayEnabled: enabled }),
    ...(allowsKeys === areKeysAllowed(before) ? {} : { gatewayAllowsKeys: allowsKeys }),
  };
  return Object.keys(changes).length === 0 ? null : changes;
}
