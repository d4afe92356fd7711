// Proof: an app that one person launches many times at once, for two patients, never gets the patient of another launch. Each launch
// sends its steps to two instances with one PostgreSQL server in turn: creating the launch, authorizing, agreeing, the token, its
// introspection, and reading data through the gateway. The token's response, its introspection and the data agree with the launch.
// `npm run prove -- parallel-launches [launches]`
import { insertLiveSession } from "#e2e/support/database/live-session.ts";
import { startFhirEngine } from "#e2e/support/fhir/engine.ts";
import { insertGateway } from "#e2e/support/fhir/gateway.ts";
import { launchOnce } from "#e2e/support/launch/launch-once.ts";
import { insertLaunchedApp, patientIds, patientResources } from "#e2e/support/launch/launch-world.ts";
import { fleetSecrets, startFleet, unlimited } from "#e2e/support/verification/fleet.ts";
import { runConcurrently } from "#e2e/support/verification/revoke-and-verify.ts";

const total = Number(process.argv[2] ?? 1_000);
const atOnce = 20;
const publicOrigin = "http://localhost:3000";

const engine = await startFhirEngine({ records: false });
await engine.seed(patientResources);
const fleet = await startFleet({
  serve: ["console", "console"],
  environment: { FHIR_ALLOW_LOOPBACK: "true", PUBLIC_URL: publicOrigin },
});
const { database, team, instances, owner } = fleet;

try {
  const session = await insertLiveSession(database, { secrets: fleetSecrets }, team.owner.id);
  const world = {
    origins: instances.map(({ origin }) => origin),
    publicOrigin,
    teamId: team.id,
    serverId: await insertGateway(database, team, { baseUrl: engine.baseUrl }),
    cookie: session.cookie,
    key: owner.secret,
    app: await insertLaunchedApp(database, team, unlimited),
  };
  const startedAt = performance.now();
  const rounds = Array.from({ length: total }, (_, round) => round);
  const problems = await runConcurrently(rounds, atOnce, (round) => {
    const patientId = patientIds[round % patientIds.length] ?? "";
    const others = patientIds.filter((id) => id !== patientId);
    return launchOnce(world, { round, patientId, others });
  });
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
  for (const [kind, found] of Map.groupBy(problems.flat(), (problem) => problem.replace(/^\w+: /, ""))) {
    console.log(`${found.length} times ${kind}`);
  }
  const grants = await database.prisma.appGrant.groupBy({ by: ["patientId"], _count: true });
  for (const { patientId, _count } of grants) console.log(`${patientId}: ${_count} grants`);
  const wrong = problems.filter((found) => found.length > 0).length;
  console.log(`${total} launches, ${atOnce} at once, in ${seconds} s: ${wrong} mixed up`);
  process.exitCode = wrong === 0 ? 0 : 1;
} finally {
  await fleet.stop();
  await engine.close();
}
