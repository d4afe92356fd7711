import * as oauth from "oauth4webapi";
import * as client from "openid-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import {
  agreeWith,
  appAddress,
  insertLaunch,
  insertPersonApp,
  type LaunchWorld,
  startLaunchWorld,
} from "#e2e/support/oauth/launch-world.ts";
import { toPublicJwk } from "#e2e/support/oauth/sign-assertion.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";

let database: Database;
let world: LaunchWorld;

beforeAll(async () => {
  database = await openTestDatabase();
  world = await startLaunchWorld(database);
});

afterAll(async () => {
  await world.stop();
  await database.close();
});

const plainHttp = { execute: [client.allowInsecureRequests] };
const scope = "openid fhirUser launch/patient patient/Observation.rs offline_access";

/** A key of an app, created by Web Cryptography as in other people's programs. */
async function createKey() {
  const algorithm = { name: "ECDSA", namedCurve: "P-384" };
  const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const jwk = toPublicJwk({ ...(await crypto.subtle.exportKey("jwk", pair.publicKey)) }, "first");
  return { key: pair.privateKey, jwks: { keys: [jwk] } };
}

type Authentication = (app: { secret: string; key: CryptoKey }) => client.ClientAuth;

const kinds: [
  string,
  (jwks: Prisma.InputJsonValue) => Partial<Prisma.AppUncheckedCreateInput>,
  Authentication,
][] = [
  ["a public app", () => ({ kind: "public" }), () => client.None()],
  [
    "a secret in the header",
    () => ({ kind: "confidential" }),
    ({ secret }) => client.ClientSecretBasic(secret),
  ],
  ["a secret in the form", () => ({ kind: "confidential" }), ({ secret }) => client.ClientSecretPost(secret)],
  [
    "an assertion",
    (jwks) => ({ kind: "confidential", jwks }),
    ({ key }) => client.PrivateKeyJwt({ key, kid: "first" }),
  ],
];

describe("openid-client", () => {
  test.each(kinds)(
    "signs a person in to %s, refreshes and revokes",
    async (_name, describeApp, authenticate) => {
      const { key, jwks } = await createKey();
      const app = await insertPersonApp(world, describeApp(jwks));
      const configuration = await client.discovery(
        new URL(world.server.issuer),
        app.id,
        undefined,
        authenticate({ secret: app.secret, key }),
        plainHttp,
      );
      const verifier = client.randomPKCECodeVerifier();
      const [state, nonce] = [client.randomState(), client.randomNonce()];
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: appAddress,
        scope,
        state,
        nonce,
        aud: world.fhir.aud,
        max_age: "3600",
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
      });
      const answer = await fetch(url, { redirect: "manual" });
      const [, search = ""] = (answer.headers.get("location") ?? "").split("?");
      const returned = await agreeWith(world, { search });
      const tokens = await client.authorizationCodeGrant(configuration, returned, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        maxAge: 3600,
        idTokenExpected: true,
      });
      expect(tokens.claims()).toMatchObject({ sub: world.person.id, aud: app.id });
      expect([tokens.patient, tokens.scope]).toEqual(["p1", scope]);
      const refreshed = await client.refreshTokenGrant(configuration, tokens.refresh_token ?? "");
      expect([refreshed.patient, refreshed.scope]).toEqual(["p1", scope]);
      await client.tokenRevocation(configuration, refreshed.refresh_token ?? "");
      await expect(
        client.refreshTokenGrant(configuration, refreshed.refresh_token ?? ""),
      ).rejects.toMatchObject({
        error: "invalid_grant",
      });
    },
  );
});

describe("oauth4webapi", () => {
  test("opens an app from a record, after discovery by the FHIR server", async () => {
    const app = await insertPersonApp(world);
    const me: oauth.Client = { client_id: app.id };
    const discovered = await fetch(`${world.fhir.aud}/.well-known/smart-configuration`);
    const as: oauth.AuthorizationServer = { ...Object(await discovered.json()) };
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const launch = await insertLaunch(world, { appId: app.id, userId: world.person.id, encounterId: "e1" });
    const url = new URL(as.authorization_endpoint ?? "");
    url.search = new URLSearchParams({
      response_type: "code",
      client_id: app.id,
      redirect_uri: appAddress,
      scope: "launch openid patient/*.read",
      state,
      launch,
      aud: world.fhir.aud,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    }).toString();
    const scopes = ["launch", "openid", "patient/Patient.read", "patient/Observation.read"];
    const returned = await agreeWith(world, { search: url.search.slice(1) }, { scopes, patient: null });
    const server = { ...as, authorization_response_iss_parameter_supported: true };
    const parameters = oauth.validateAuthResponse(server, me, returned, state);
    const options = { [oauth.allowInsecureRequests]: true };
    const response = await oauth.authorizationCodeGrantRequest(
      as,
      me,
      oauth.None(),
      parameters,
      appAddress,
      verifier,
      options,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(as, me, response, { requireIdToken: true });
    expect(tokens).toMatchObject({ patient: "p1", encounter: "e1", scope: scopes.join(" ") });
    expect(oauth.getValidatedIdTokenClaims(tokens)?.sub).toBe(world.person.id);
    await oauth.validateApplicationLevelSignature(as, response, options);
  });
});
