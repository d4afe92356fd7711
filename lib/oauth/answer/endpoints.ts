import { assertionAlgorithms } from "#lib/domain/apps/key-set.ts";
import { getConsoleAddress } from "#lib/platform/settings/console-address.ts";
import { getIssuer, type IssuerConfig } from "#lib/platform/settings/oauth-issuer.ts";

export const tokenPath = "/oauth/token";
export const revokePath = "/oauth/revoke";
export const jwksPath = "/oauth/jwks";

/** Of RFC 8414, and of OpenID Connect Discovery, which many libraries ask for. */
export const metadataPaths: ReadonlySet<string> = new Set([
  "/.well-known/oauth-authorization-server/oauth",
  "/oauth/.well-known/openid-configuration",
]);

export const clientAuthMethods = ["client_secret_basic", "client_secret_post", "private_key_jwt"] as const;

export const grantType = "client_credentials";

/** RFC 8693: another issuer's token is exchanged for one of an app (ADR 0044). */
export const exchangeGrantType = "urn:ietf:params:oauth:grant-type:token-exchange";

export function getTokenUrl(config: IssuerConfig): string {
  return getConsoleAddress(config) + tokenPath;
}

/** What this server can do (RFC 8414). It lists only what works. */
export function describeServer(config: IssuerConfig) {
  const address = getConsoleAddress(config);
  return {
    issuer: getIssuer(config),
    token_endpoint: getTokenUrl(config),
    // `none` is for exchanges, which prove who asks by the other issuer's token.
    token_endpoint_auth_methods_supported: [...clientAuthMethods, "none"],
    token_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    grant_types_supported: [grantType, exchangeGrantType],
    response_types_supported: [],
    revocation_endpoint: address + revokePath,
    revocation_endpoint_auth_methods_supported: clientAuthMethods,
    revocation_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    introspection_endpoint: `${address}/v1/api/oauth/introspect`,
    introspection_endpoint_auth_methods_supported: ["Bearer"],
    jwks_uri: address + jwksPath,
    service_documentation: `${address}/docs/apps`,
  };
}
