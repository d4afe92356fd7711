import type { OAuthConfig, UserinfoEndpointHandler } from "next-auth/providers/oauth";
import type { Config } from "#lib/platform/settings/env.ts";
import { createGithubConfig, githubIssuer } from "./github-provider.ts";
import { readSubject } from "./provider-claims.ts";

export interface Provider {
  id: string;
  label: string;
  /** Stored in `accounts.issuer`. */
  issuer: string;
  config: OAuthConfig<unknown>;
  /** Parameters that make the provider ask who the person is, instead of relying on its own session. */
  askingParams: Readonly<Record<string, string>>;
  /**
   * Whether its verified email address identifies a person whom the directory created (ADR 0033). Only the operator's own
   * provider: at GitHub and Google, an address stays verified after its owner has lost it.
   */
  linksProvisioned: boolean;
  /** Whether it must say when the person signed in there (`auth_time`). GitHub and Google don't. */
  mustTellTime: boolean;
  /** The claim with the person's groups. Null: the provider has none. */
  groupsClaim: string | null;
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

/**
 * The ID token always has the subject, but need not have the email address (OpenID Connect Core, 5.4) or the groups. Groups
 * are optional, so a sign-in that needs nothing else doesn't fail with the second request.
 */
async function readOpenIdClaims(connection: Connection, tokens: Tokens, groupsClaim: string | null) {
  const claims = tokens.claims();
  const hasEndpoint = connection.issuer.metadata.userinfo_endpoint !== undefined;
  const needsGroups = groupsClaim !== null && !Object.hasOwn(claims, groupsClaim);
  if (!hasEndpoint || (claims.email !== undefined && !needsGroups)) return claims;
  const more = await connection.userinfo(tokens).catch((error: unknown) => {
    if (claims.email === undefined) throw error;
    return {};
  });
  return { ...more, ...claims };
}

interface OpenIdProvider
  extends Pick<Provider, "id" | "label" | "issuer" | "linksProvisioned" | "mustTellTime" | "groupsClaim"> {
  client: Client;
  scopes: string;
  /** The `prompt` that makes the provider ask the person. */
  prompt: string;
}

function createOpenIdProvider({ client, prompt, scopes, ...provider }: OpenIdProvider): Provider {
  const { id, label, issuer, groupsClaim } = provider;
  return {
    ...provider,
    askingParams: { prompt, max_age: "0" },
    config: {
      id,
      name: label,
      type: "oauth",
      wellKnown: `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
      authorization: { params: { scope: scopes } },
      idToken: true,
      userinfo: {
        request: ({ client: connection, tokens }) =>
          readOpenIdClaims(connection, asTokenSet(tokens), groupsClaim),
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
    const askingParams = { prompt: "select_account" };
    const name = { id: "github", label: "GitHub", issuer: githubIssuer };
    const traits = { linksProvisioned: false, mustTellTime: false, groupsClaim: null };
    providers.push({ ...name, config, askingParams, ...traits });
  }
  if (google !== undefined) {
    const name = { id: "google", label: "Google", issuer: googleIssuer };
    // Google rejects `login`, and has no `auth_time` by default.
    const traits = { linksProvisioned: false, mustTellTime: false, groupsClaim: null };
    const provider = { ...name, ...traits, client: google, scopes: "openid email profile" };
    providers.push(createOpenIdProvider({ ...provider, prompt: "select_account" }));
  }
  if (oidc !== undefined) {
    const { issuer, name: label, scopes, groupsClaim, ...client } = oidc;
    const name = { id: "oidc", label, issuer, scopes, groupsClaim };
    const provider = { ...name, client, prompt: "login", linksProvisioned: true, mustTellTime: true };
    providers.push(createOpenIdProvider(provider));
  }
  return providers;
}

/** The provider's configuration for a request that asks who the person is. */
export function withAsking({ config, askingParams }: Provider): OAuthConfig<unknown> {
  const { authorization } = config;
  const given = typeof authorization === "string" ? { url: authorization } : authorization;
  return { ...config, authorization: { ...given, params: { ...given?.params, ...askingParams } } };
}
