import { getFhirBaseUrl } from "#lib/platform/settings/fhir-base-url.ts";
import { getIssuer } from "#lib/platform/settings/oauth-issuer.ts";
import { findReference } from "#lib/services/launch/people/find-link.ts";
import { findSigningKey } from "#lib/services/oauth/signing-keys/find-signing-key.ts";
import { signJwt } from "#lib/services/oauth/signing-keys/sign-jwt.ts";
import type { GrantRuntime, GrantTokens } from "./issue-grant-token.ts";

function toSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}

/** Says to the app who the person is (OpenID Connect Core, section 2). Null: it didn't ask with a code, or not for that. */
export async function createIdToken(
  runtime: GrantRuntime,
  { grant, scopes, signIn, expiresAt }: GrantTokens,
  now: Date,
): Promise<string | null> {
  if (signIn === null || !scopes.includes("openid")) return null;
  const reference = scopes.includes("fhirUser") ? await findReference(runtime.database.prisma, grant) : null;
  const fhirBase = getFhirBaseUrl(runtime.config, grant.serverId);
  const key = await findSigningKey(runtime, now, "RS256");
  const claims = {
    iss: getIssuer(runtime.config),
    sub: grant.userId,
    aud: grant.appId,
    iat: toSeconds(now),
    exp: toSeconds(expiresAt),
    auth_time: toSeconds(signIn.authenticatedAt),
    ...(signIn.nonce === null ? {} : { nonce: signIn.nonce }),
    ...(reference === null ? {} : { fhirUser: `${fhirBase}/${reference}` }),
  };
  return signJwt(key, claims, "JWT");
}
