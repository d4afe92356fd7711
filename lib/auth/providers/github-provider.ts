import type { OAuthConfig } from "next-auth/providers/oauth";
import { z } from "zod";
import { readSubject } from "./provider-claims.ts";

/** GitHub's issuer identifier as an authorization server (RFC 9207). */
export const githubIssuer = "https://github.com/login/oauth";

/** How long a sign-in waits for a response from GitHub. */
const timeoutMs = 5_000;

const personSchema = z.object({ id: z.int(), login: z.string(), name: z.string().nullish() });

const addressesSchema = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

async function readGithub(path: string, accessToken: string): Promise<unknown> {
  const response = await fetch(`https://api.github.com${path}`, {
    headers: { authorization: `Bearer ${accessToken}`, accept: "application/vnd.github+json" },
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) throw new Error(`GitHub returned ${response.status} for ${path}`);
  return response.json();
}

/**
 * Claims with OpenID Connect's names. GitHub supports OAuth without OpenID, so the user and their verified email addresses
 * take two API requests.
 */
async function readGithubClaims(accessToken: string | undefined): Promise<Record<string, unknown>> {
  if (accessToken === undefined) throw new Error("GitHub returned no access token");
  const person = personSchema.parse(await readGithub("/user", accessToken));
  const addresses = addressesSchema.parse(await readGithub("/user/emails", accessToken));
  const primary = addresses.find((address) => address.primary);
  return {
    sub: String(person.id),
    name: person.name ?? person.login,
    email: primary?.email,
    email_verified: primary?.verified,
  };
}

export function createGithubConfig(client: { clientId: string; clientSecret: string }): OAuthConfig<unknown> {
  return {
    id: "github",
    name: "GitHub",
    type: "oauth",
    issuer: githubIssuer,
    authorization: {
      url: "https://github.com/login/oauth/authorize",
      params: { scope: "read:user user:email" },
    },
    token: "https://github.com/login/oauth/access_token",
    userinfo: {
      url: "https://api.github.com/user",
      request: ({ tokens }) => readGithubClaims(tokens.access_token),
    },
    checks: ["pkce", "state"],
    profile: (claims) => ({ id: readSubject(claims) }),
    ...client,
  };
}
