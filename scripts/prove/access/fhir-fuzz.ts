// Proof: of 100,000 random requests to the gateway, half of them with tokens of apps that can see or change observations, and half
// with tokens for one patient, none gets anything else out of a FHIR engine that this project didn't write, which is full of other
// resources, each marked as a canary. None reaches the engine for another type, or for another patient, none gets a 5xx that isn't the engine's own, and no log has an id or a query.
// `npm run prove -- fhir-fuzz [requests] [seed]`: the seed is printed, and the same seed sends the same requests.

import { startFhirEngine } from "#e2e/support/fhir/engine.ts";
import { type FuzzWorld, fuzzGateway, observationsOnly, onePatientOnly } from "#e2e/support/fhir/fuzz.ts";
import { personal } from "#e2e/support/fhir/fuzz-requests.ts";
import { createPatientTokens, createTestTokens } from "#e2e/support/fhir/fuzz-tokens.ts";
import { gatewayUrl, insertGateway } from "#e2e/support/fhir/gateway.ts";
import { fleetSecrets, startFleet } from "#e2e/support/verification/fleet.ts";

const requests = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? Math.floor(Math.random() * 2 ** 31));
const betweenReports = 10_000;

const token = "the-token-of-the-hospital";
const engine = await startFhirEngine({ authorization: `Bearer ${token}` });
const fleet = await startFleet({
  serve: ["console"],
  environment: { FHIR_ALLOW_LOOPBACK: "true", LOG_LEVEL: "debug" },
});
const { database, team, instances } = fleet;
const [running] = instances;
if (running === undefined) throw new Error("no instance was started");
const instance = running;
const id = await insertGateway(database, team, {
  baseUrl: engine.baseUrl,
  allowsKeys: true,
  credential: { kind: "bearer", token },
  secrets: fleetSecrets.session,
});

/** Whether a line of the log is a warning or an error. */
function isProblem(line: string): boolean {
  return /"level":"?(?:[4-6]0|warn|error|fatal)/.test(line);
}

async function fuzz(world: FuzzWorld, createTokens: typeof createTestTokens) {
  return fuzzGateway({
    origin: instance.origin,
    basePath: new URL(gatewayUrl(instance.origin, id)).pathname,
    engine,
    world,
    credentials: await createTokens(database, team, id),
    requests: requests / 2,
    seed,
    onBatch: (sent, failures) => {
      if (sent % betweenReports === 0)
        console.log(`${sent} sent, ${failures.length} failures ${failures.at(-1) ?? ""}`);
    },
  });
}

const startedAt = performance.now();
const reports = [
  await fuzz(observationsOnly, createTestTokens),
  await fuzz(onePatientOnly, createPatientTokens),
];
const seconds = (performance.now() - startedAt) / 1000;
const log = instance.readOutput();
const failures = reports.flatMap((report) => report.failures);
await fleet.stop();
await engine.close();

for (const line of log.split("\n")) {
  if (line.includes(personal) || line.includes(token)) failures.push(`logged: ${line.slice(0, 300)}`);
}
for (const { statuses, forwarded, engineFailures } of reports) {
  const counts = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
  console.log(
    `${counts.join(", ")}; ${forwarded} forwarded, of which the engine failed to answer ${engineFailures}`,
  );
}
console.log(
  `seed ${seed}, ${requests} requests in ${seconds.toFixed(0)} s; ${log.split("\n").length} lines logged`,
);
for (const failure of failures.slice(0, 20)) console.log(failure);
if (failures.length > 0) console.log(log.split("\n").filter(isProblem).slice(-20).join("\n"));
console.log(`${failures.length} canaries, foreign requests, wrong answers or logged texts`);
process.exitCode = failures.length === 0 ? 0 : 1;
