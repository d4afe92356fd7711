// Proof: what an app presents for a token counts once, however many callers send it at the same moment to two instances with one
// PostgreSQL server. In each round, 50 callers exchange the same token of another issuer, which has one jti, 20 the same
// authorization code, and 20 the same refresh token. Exactly one of each gets a token. Afterwards the grant of the code, and that
// of the refresh token, has ended, and no token of it is valid on either instance.
// `npm run prove -- tokens-once [rounds]`
import assert from "node:assert/strict";
import { insertLiveSession } from "#e2e/support/database/live-session.ts";
import { startFhirEngine } from "#e2e/support/fhir/engine.ts";
import { gatewayUrl, insertGateway } from "#e2e/support/fhir/gateway.ts";
import { createFlow, createPkce, readJson } from "#e2e/support/launch/flow.ts";
import { insertLaunchedApp, patientResources } from "#e2e/support/launch/launch-world.ts";
import { insertApp } from "#e2e/support/oauth/apps.ts";
import { insertAppRule, insertTrustedIssuer } from "#e2e/support/oauth/federation.ts";
import { createAppKey, createClaims, signToken } from "#e2e/support/oauth/sign-assertion.ts";
import { fleetSecrets, startFleet, unlimited } from "#e2e/support/verification/fleet.ts";

const rounds = Number(process.argv[2] ?? 200);
const publicOrigin = "http://localhost:3000";
const scopes = ["user/Observation.rs", "offline_access"];

const engine = await startFhirEngine({ records: false });
await engine.seed(patientResources);
// Each caller has an address of its own, as behind a proxy: the limit of one address would reject most of them.
const fleet = await startFleet({
  serve: ["console", "console"],
  environment: { FHIR_ALLOW_LOOPBACK: "true", PUBLIC_URL: publicOrigin, TRUST_PROXY: "1" },
});
const { database, team, instances, owner } = fleet;
const origins = instances.map(({ origin }) => origin);

let clients = 0;

async function request(origin: string, form: Record<string, string>): Promise<Response> {
  clients += 1;
  const address = [10, clients >> 16, clients >> 8, clients].map((part) => part & 255).join(".");
  return fetch(`${origin}/oauth/token`, {
    method: "POST",
    headers: { "x-forwarded-for": address },
    body: new URLSearchParams(form),
  });
}

const answers = new Map<string, Map<string, number>>();
const problems: string[] = [];

/** Sends the same form many times at once, to the instances in turn. Returns the tokens that were issued. */
async function sendAtOnce(kind: string, callers: number, form: Record<string, string>): Promise<string[]> {
  const counts = answers.get(kind) ?? new Map<string, number>();
  answers.set(kind, counts);
  const bodies = await Promise.all(
    Array.from({ length: callers }, async (_, index) => {
      const response = await request(origins[index % origins.length] ?? "", form);
      const body = Object(await response.json());
      const outcome = response.status === 200 ? "token" : `${response.status} ${body.error}`;
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      return body;
    }),
  );
  const tokens = bodies.flatMap(({ access_token: token }) => (token === undefined ? [] : [String(token)]));
  if (tokens.length !== 1) problems.push(`${kind}: ${tokens.length} of ${callers} got a token`);
  return tokens;
}

const signer = createAppKey("RS256");
const issuer = "https://builds.example.com";
const audience = "https://console.example.com";
const service = await insertApp(database, team, unlimited);
const issuerId = await insertTrustedIssuer(database, team, {
  preset: "github",
  issuer,
  jwks: { keys: [signer.jwk] },
});
await insertAppRule(database, { appId: service.id, issuerId, audience, claims: { repository_id: ["4711"] } });

async function exchangeOnce(): Promise<void> {
  const claims = { ...createClaims(issuer, audience), sub: "build", repository_id: "4711" };
  const before = await database.prisma.appToken.count({ where: { appId: service.id } });
  await sendAtOnce("a token of another issuer", 50, {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    client_id: service.id,
    subject_token: signToken(signer, { alg: signer.alg, kid: signer.kid, typ: "JWT" }, claims),
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
  });
  const issued = (await database.prisma.appToken.count({ where: { appId: service.id } })) - before;
  if (issued !== 1) problems.push(`a token of another issuer: ${issued} tokens were stored`);
}

const app = await insertLaunchedApp(database, team, {
  ...unlimited,
  scopes: ["user/Observation.rs"],
  launchUri: null,
});
const { cookie } = await insertLiveSession(database, { secrets: fleetSecrets }, team.owner.id);
const serverId = await insertGateway(database, team, { baseUrl: engine.baseUrl });
const world = { origins, publicOrigin, teamId: team.id, serverId, cookie, key: owner.secret, app };
const flow = createFlow(world);

/** Agrees as the person, and returns the form that exchanges the code. */
async function authorize(): Promise<Record<string, string>> {
  const { verifier, challenge } = createPkce();
  const fields = { scope: scopes.join(" "), state: "s", code_challenge: challenge };
  const { searchParams } = await flow.agree(flow.describe(fields).toString(), scopes);
  return {
    grant_type: "authorization_code",
    client_id: app.id,
    redirect_uri: app.redirectUri,
    code: searchParams.get("code") ?? "",
    code_verifier: verifier,
  };
}

async function checkEnded(kind: string, tokens: readonly string[]): Promise<void> {
  const grant = await database.prisma.appGrant.findFirst({
    where: { appId: app.id },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  if (grant?.endedReason !== "replay") problems.push(`${kind}: the grant ended by ${grant?.endedReason}`);
  for (const origin of origins) {
    for (const token of tokens) {
      const response = await fetch(`${gatewayUrl(origin, serverId)}/Observation?_count=1`, {
        headers: { authorization: `Bearer ${token}` },
      });
      await response.text();
      if (response.status !== 401) problems.push(`${kind}: a token of it got ${response.status}`);
    }
  }
}

async function redeemOnce(): Promise<void> {
  const kind = "an authorization code";
  await checkEnded(kind, await sendAtOnce(kind, 20, await authorize()));
}

async function refreshOnce(): Promise<void> {
  const kind = "a refresh token";
  const first = await readJson(await request(origins[0] ?? "", await authorize()));
  const read = await flow.read(first.access_token, "Observation?_count=1");
  await read.text();
  assert.equal(read.status, 200);
  const issued = await sendAtOnce(kind, 20, {
    grant_type: "refresh_token",
    client_id: app.id,
    refresh_token: String(first.refresh_token),
  });
  await checkEnded(kind, [String(first.access_token), ...issued]);
}

try {
  for (let round = 0; round < rounds; round++) {
    await exchangeOnce();
    await redeemOnce();
    await refreshOnce();
  }
  for (const [kind, counts] of answers) {
    for (const [outcome, count] of counts) console.log(`${kind}: ${outcome}, ${count} times`);
  }
  for (const problem of new Set(problems)) console.log(problem);
  console.log(`${rounds} rounds: ${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await fleet.stop();
  await engine.close();
}
