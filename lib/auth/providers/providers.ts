import type { OAuthConfig, UserinfoEndpointHandler } from "next-auth/providers/oauth";
import type { Config } from "#lib/platform/settings/env.ts";
import { createGithubConfig, githubIssuer } from "./github-provider.ts";
import { readSubject } from "./provider-claims.ts";

interface Provider {
  id: string;
  label: string;
  /** Stored in `accounts.issuer`. */
  issuer: string;
  config: OAuthConfig<unknown>;
}

interface Client {
  clientId: string;
  clientSecret: string;
}

const googleIssuer = "https://accounts.google.com";

type Connection = Parameters<NonNullable<UserinfoEndpointHandler["request"]>>[0]["client"];
type Tokens = Exclude<Parameters<Connection["userinfo"]>[0], string>;

/** next-auth declares only the plain fields, but passes the token set of openid-client's `callback`. */
function asTokenSet(tokens: object): Tokens {
  return tokens as Tokens;
}

/** The ID token always has the subject, but need not have the email address (OpenID Connect Core, 5.4). */
async function readOpenIdClaims(connection: Connection, tokens: Tokens) {
  const claims = tokens.claims();
  const hasEndpoint = connection.issuer.metadata.userinfo_endpoint !== undefined;
  if (claims.email !== undefined || !hasEndpoint) return claims;
  return { ...(await connection.userinfo(tokens)), ...claims };
}

function createOpenIdProvider(id: string, label: string, issuer: string, client: Client): Provider {
  return {
    id,
    label,
    issuer,
    config: {
      id,
      name: label,
      type: "oauth",
      wellKnown: `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
      authorization: { params: { scope: "openid email profile" } },
      idToken: true,
      userinfo: {
        request: ({ client: connection, tokens }) => readOpenIdClaims(connection, asTokenSet(tokens)),
      },
      checks: ["pkce", "state", "nonce"],
      profile: (claims) => ({ id: readSubject(claims) }),
      ...client,
    },
  };
}

/** The configured sign-in providers, in the order of the sign-in page. */
export function listProviders({ github, google, oidc }: Config["providers"]): Provider[] {
  const providers: Provider[] = [];
  if (github !== undefined) {
    const config = createGithubConfig(github);
    providers.push({ id: "github", label: "GitHub", issuer: githubIssuer, config });
  }
  if (google !== undefined) providers.push(createOpenIdProvider("google", "Google", googleIssuer, google));
  if (oidc !== undefined) {
    const { issuer, name, ...client } = oidc;
    providers.push(createOpenIdProvider("oidc", name, issuer, client));
  }
  return providers;
}
