import { assertionAlgorithms } from "#lib/domain/apps/key-set.ts";
import { personScopes } from "#lib/domain/launch/offer-scopes.ts";
import { getConsoleAddress } from "#lib/platform/settings/console-address.ts";
import { getIssuer, type IssuerConfig } from "#lib/platform/settings/oauth-issuer.ts";

export const authorizePath = "/oauth/authorize";
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

/** Of people who gave an app access (ADR 0045), and of apps that act by themselves. */
export const grantTypes = ["authorization_code", "refresh_token", grantType, exchangeGrantType] as const;

export function getTokenUrl(config: IssuerConfig): string {
  return getConsoleAddress(config) + tokenPath;
}

/** What this server can do (RFC 8414, and OpenID Connect Discovery 1.0). It lists only what works. */
export function describeServer(config: IssuerConfig) {
  const address = getConsoleAddress(config);
  return {
    issuer: getIssuer(config),
    authorization_endpoint: address + authorizePath,
    authorization_response_iss_parameter_supported: true,
    token_endpoint: getTokenUrl(config),
    // `none` is for public apps, and for exchanges, which prove who asks by the other issuer's token.
    token_endpoint_auth_methods_supported: [...clientAuthMethods, "none"],
    token_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    grant_types_supported: grantTypes,
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    code_challenge_methods_supported: ["S256"],
    scopes_supported: [...personScopes, "system/*.cruds", "system/*.rs"],
    subject_types_supported: ["public"],
    // ID tokens use RS256. Libraries that check access tokens also read here that those use ES256.
    id_token_signing_alg_values_supported: ["RS256", "ES256"],
    claims_supported: ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "fhirUser"],
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    revocation_endpoint: address + revokePath,
    revocation_endpoint_auth_methods_supported: [...clientAuthMethods, "none"],
    revocation_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    introspection_endpoint: `${address}/v1/api/oauth/introspect`,
    introspection_endpoint_auth_methods_supported: ["Bearer"],
    jwks_uri: address + jwksPath,
    service_documentation: `${address}/docs/apps`,
  };
}
