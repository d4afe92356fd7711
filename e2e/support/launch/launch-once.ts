import { randomBytes } from "node:crypto";
import { createFlow, createPkce, type Json, type LaunchWorld, readJson } from "./flow.ts";

const scopes = ["launch", "patient/Patient.r", "patient/Observation.rs"];

/** Launches the app for a patient, and reads data of that one and of the others. Returns what went wrong. */
export async function launchOnce(
  world: LaunchWorld,
  { round, patientId, others }: { round: number; patientId: string; others: readonly string[] },
): Promise<string[]> {
  const flow = createFlow(world, round);
  const { launch } = await flow.launch({ patient: patientId });
  const { verifier, challenge } = createPkce();
  const state = randomBytes(16).toString("base64url");
  const fields = { scope: scopes.join(" "), state, launch: String(launch), code_challenge: challenge };
  const authorized = await flow.authorize(flow.describe(fields));
  const page = new URL(authorized.headers.get("location") ?? "", world.publicOrigin);
  if (authorized.status !== 303 || page.pathname !== "/authorize")
    throw new Error(`authorize answered ${authorized.status} ${page}`);
  const returned = (await flow.agree(page.search.slice(1), scopes)).searchParams;
  const tokens = await readJson(await flow.exchange(returned.get("code") ?? "", verifier));
  const token = tokens.access_token;
  const introspected = await flow.introspect(token);
  const patient = await readJson(await flow.read(token, `Patient/${patientId}`));
  const observations = await readJson(await flow.read(token, "Observation?_count=50"));
  const foreign = await Promise.all(others.map((id) => flow.read(token, `Patient/${id}`)));
  const facts: [name: string, actual: unknown, expected: unknown][] = [
    ["state", returned.get("state"), state],
    ["patient of the token", tokens.patient, patientId],
    ["introspection", [introspected.active, introspected.patient], [true, patientId]],
    ["record", patient.id, patientId],
    ["whose observations", listSubjects(observations), [`Patient/${patientId}`]],
    ["other records", foreign.some(({ status }) => status === 200), false],
  ];
  return facts
    .filter(([, actual, expected]) => JSON.stringify(actual) !== JSON.stringify(expected))
    .map(([name, actual]) => `${patientId}: ${name}: ${JSON.stringify(actual)}`);
}

interface Found {
  resource: { subject?: { reference?: string } };
}

/** Whom the observations that a search found are about. */
function listSubjects({ entry }: Json): string[] {
  const found = Array.isArray(entry) ? (entry as Found[]) : [];
  return [...new Set(found.map(({ resource }) => resource.subject?.reference ?? "nobody"))];
}
