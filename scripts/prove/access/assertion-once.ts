// Proof: an assertion gets one token, however many callers send it at the same moment to two instances with one PostgreSQL
// server. In each round, 50 callers send the same assertion of an app, which has one jti.
// `npm run prove -- assertion-once [rounds]`
import { insertApp } from "#e2e/support/oauth/apps.ts";
import { assertionForm, createAppKey, signAssertion } from "#e2e/support/oauth/sign-assertion.ts";
import { startFleet, unlimited } from "#e2e/support/verification/fleet.ts";

const rounds = Number(process.argv[2] ?? 1000);
const callers = 50;
const publicUrl = "http://localhost:3000";
// Each caller has an address of its own, as behind a proxy: the limit of one address would reject most of them.
const fleet = await startFleet({
  serve: ["console", "console"],
  environment: { TRUST_PROXY: "1", PUBLIC_URL: publicUrl },
});
const { database, instances, team } = fleet;

let clients = 0;

async function send(origin: string, assertion: string): Promise<string> {
  clients += 1;
  const address = [10, clients >> 16, clients >> 8, clients].map((part) => part & 255).join(".");
  const response = await fetch(`${origin}/oauth/token`, {
    method: "POST",
    headers: { "x-forwarded-for": address },
    body: new URLSearchParams({ grant_type: "client_credentials", ...assertionForm(assertion) }),
  });
  const body: unknown = await response.json();
  return response.status === 200 ? "token" : `${response.status} ${Reflect.get(Object(body), "error")}`;
}

const key = createAppKey("ES384");
const app = await insertApp(database, team, { ...unlimited, jwks: { keys: [{ ...key.jwk }] } });
const answers = new Map<string, number>();
let wrong = 0;

for (let round = 1; round <= rounds; round++) {
  const before = await database.prisma.appToken.count({ where: { appId: app.id } });
  const assertion = signAssertion(key, { clientId: app.id, audience: `${publicUrl}/oauth` });
  const outcomes = await Promise.all(
    Array.from({ length: callers }, (_, index) =>
      send(instances[index % instances.length]?.origin ?? "", assertion),
    ),
  );
  const issued = (await database.prisma.appToken.count({ where: { appId: app.id } })) - before;
  if (issued !== 1 || outcomes.filter((outcome) => outcome === "token").length !== 1) wrong += 1;
  for (const outcome of outcomes) answers.set(outcome, (answers.get(outcome) ?? 0) + 1);
}
await fleet.stop();
for (const [outcome, count] of answers) console.log(`${outcome}, ${count} times`);
console.log(`${rounds} rounds with ${callers} callers: ${wrong} did not get exactly one token`);
process.exitCode = wrong === 0 ? 0 : 1;
