export const authPath = "/v1/api/auth";
export const verifyPath = "/v1/api/keys/verify";
export const introspectPath = "/v1/api/oauth/introspect";

/** The endpoints of the authorization server that take forms. */
export const tokenPath = "/oauth/token";
export const revokePath = "/oauth/revoke";

/** Whether a path is the forward-auth endpoint, in either of its forms. */
export function isAuth(path: string): boolean {
  return path === authPath || path.startsWith(`${authPath}/`);
}

export function isApi(path: string): boolean {
  return path === "/v1" || path.startsWith("/v1/");
}

/** FHIR documents can be large. */
export const maxGatewayBodyBytes = 16 * 1024 * 1024;

const gatewayPath = /^(\/v1\/api\/fhir\/servers\/)([^/]+)(\/fhir)(?=\/|$)(.*)$/;

/** The path of a request to the gateway (ADR 0043): the server's id, and what follows its base URL. Null: another path. */
export function splitGatewayPath(path: string): { serverId: string; below: string } | null {
  const [, , serverId, , below] = gatewayPath.exec(path) ?? [];
  return serverId === undefined || below === undefined ? null : { serverId, below };
}

/** What directories call (ADR 0033). */
export function isScim(path: string): boolean {
  return path === "/scim/v2" || path.startsWith("/scim/v2/");
}

const oauthMetadataPath = "/.well-known/oauth-authorization-server/oauth";

/** The authorization server that issues tokens to apps (ADR 0042). */
export function isOAuth(path: string): boolean {
  return path === "/oauth" || path.startsWith("/oauth/") || path === oauthMetadataPath;
}

export function isDocs(path: string): boolean {
  return path === "/docs" || path.startsWith("/docs/");
}

const operationsPaths = new Set(["/livez", "/healthz", "/readyz", "/metrics"]);

export function isOperations(path: string): boolean {
  return operationsPaths.has(path);
}
