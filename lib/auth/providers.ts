import type { OAuthConfig } from "next-auth/providers/oauth";
import { z } from "zod";
import type { Config } from "#lib/env.ts";

type ProviderConfig = Config["providers"];

/** What a provider says of who signs in, whatever it calls it. */
export interface ProviderClaims {
  issuer: string;
  subject: string;
  name: string;
  email: string;
  isEmailVerified: boolean;
}

interface Provider {
  id: string;
  label: string;
  /** The id in `accounts.issuer`; for OpenID Connect the `iss` of its tokens. */
  issuer: string;
  config: OAuthConfig<unknown>;
}

const githubIssuer = "https://github.com";
const googleIssuer = "https://accounts.google.com";

const claimsSchema = z.object({
  sub: z.union([z.string(), z.number()]).optional(),
  id: z.union([z.string(), z.number()]).optional(),
  name: z.string().nullish(),
  login: z.string().nullish(),
  email: z.string().nullish(),
  email_verified: z.union([z.boolean(), z.string()]).nullish(),
});

/** The claims we use; null when there is no subject or no address, without which there can be no account. */
export function readClaims(profile: unknown, issuer: string): ProviderClaims | null {
  const parsed = claimsSchema.safeParse(profile);
  if (!parsed.success) return null;
  const { sub, id, name, login, email, email_verified: verified } = parsed.data;
  const subject = sub ?? id;
  if (subject === undefined || !email) return null;
  return {
    issuer,
    subject: String(subject),
    name: name?.trim() || login || email,
    email,
    isEmailVerified: verified === true || verified === "true",
  };
}

function createOpenIdProvider(
  id: string,
  label: string,
  issuer: string,
  client: { clientId?: string; clientSecret?: string },
): Provider {
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
      checks: ["pkce", "state", "nonce"],
      profile: (claims) => ({ id: readClaims(claims, issuer)?.subject ?? "" }),
      ...client,
    },
  };
}

const githubEmails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/** GitHub is OAuth without OpenID: who it is, and which of their addresses are confirmed, are two calls of its API. */
async function readGithubProfile(accessToken: string | undefined): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${accessToken}`, accept: "application/vnd.github+json" };
  const read = async (path: string): Promise<unknown> =>
    (await fetch(`https://api.github.com${path}`, { headers })).json();
  const profile = z.record(z.string(), z.unknown()).parse(await read("/user"));
  const primary = githubEmails.parse(await read("/user/emails")).find((address) => address.primary);
  return { ...profile, email: primary?.email, email_verified: primary?.verified };
}

function createGithubProvider(client: { clientId: string; clientSecret: string }): Provider {
  return {
    id: "github",
    label: "GitHub",
    issuer: githubIssuer,
    config: {
      id: "github",
      name: "GitHub",
      type: "oauth",
      authorization: {
        url: "https://github.com/login/oauth/authorize",
        params: { scope: "read:user user:email" },
      },
      token: "https://github.com/login/oauth/access_token",
      userinfo: {
        url: "https://api.github.com/user",
        request: ({ tokens }) => readGithubProfile(tokens.access_token),
      },
      checks: ["pkce", "state"],
      profile: (claims) => ({ id: readClaims(claims, githubIssuer)?.subject ?? "" }),
      ...client,
    },
  };
}

/** The outside providers that the settings configure, in the order the sign-in page shows them. */
export function listProviders({ github, google, oidc }: ProviderConfig): Provider[] {
  const providers: Provider[] = [];
  if (github !== undefined) providers.push(createGithubProvider(github));
  if (google !== undefined) providers.push(createOpenIdProvider("google", "Google", googleIssuer, google));
  if (oidc !== undefined) {
    const { issuer, name, ...client } = oidc;
    providers.push(createOpenIdProvider("oidc", name, issuer, client));
  }
  return providers;
}
