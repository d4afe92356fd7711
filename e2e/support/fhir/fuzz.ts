import fc from "fast-check";
import type { BadRequest } from "#e2e/support/access/bad-requests.ts";
import { type RawAnswer, sendRequest } from "#e2e/support/servers/send-request.ts";
import { canary, patientId, resourcesByPatient, seededResources } from "./canaries.ts";
import type { EngineRequest, FhirEngine, TestResource } from "./engine.ts";
import { createFuzzRequests } from "./fuzz-requests.ts";

/** What is in the server, and what the callers can do there. */
export interface FuzzWorld {
  resources: readonly TestResource[];
  /** Whatever the engine would answer: whether this may be asked of it. */
  isForwardable: (request: EngineRequest) => boolean;
}

/** For callers that can see and change observations at most. */
export const observationsOnly: FuzzWorld = {
  resources: seededResources,
  isForwardable: ({ url }) => /^\/hospital\/fhir\/(?:metadata$|Observation(?:[/?]|$))/.test(url),
};

/** By which parameter one patient's resources of a type are found, where it isn't `patient`. */
const searchedBy = new Map([
  ["Patient", "_id"],
  ["Group", "member"],
]);

/** For callers that can see and change the data of one patient at most. */
export const onePatientOnly: FuzzWorld = {
  resources: resourcesByPatient,
  isForwardable: ({ method, url, headers, body }) => {
    const [, type = "", id, below = ""] =
      /^\/hospital\/fhir\/(\w+)(?:\/([\w.-]+)(\/_history.*)?)?(?:\?|$)/.exec(url) ?? [];
    if (url.endsWith("/metadata")) return true;
    if (method === "POST" && id === undefined) return body.includes(`Patient/${patientId}`);
    const asked = [...new URLSearchParams(`${url.split("?")[1] ?? ""}&${body}`)];
    const isWide = asked.some(([name]) => /^_(?:rev)?include|^_has|^_filter|^_list|^_query|\./.test(name));
    if (type === "" || isWide) return false;
    if (method === "PUT" || method === "DELETE") return headers["if-match"] !== undefined && below === "";
    if (id !== undefined && id !== "_search") return method === "GET" && id !== "_history";
    const own = searchedBy.get(type) ?? "patient";
    const value = own === "_id" ? patientId : `Patient/${patientId}`;
    const given = asked.filter(([name]) => name === own).map(([, text]) => text);
    return given.length === 1 && given[0] === value;
  },
};

interface FuzzOptions {
  origin: string;
  /** The path of the FHIR base URL of a server whose resources are the seeded ones. */
  basePath: string;
  engine: FhirEngine;
  world: FuzzWorld;
  credentials: readonly string[];
  requests: number;
  seed: number;
  onBatch?: (sent: number, failures: readonly string[]) => void;
}

interface FuzzReport {
  /** How many answers had each status. */
  statuses: Map<number, number>;
  /** How many requests reached the engine. */
  forwarded: number;
  /** How many of these the engine itself failed to answer, or answered with more than was asked. */
  engineFailures: number;
  /** One line each. */
  failures: string[];
}

const lanes = 16;
const batch = 2_000;

/** What the gateway passes on, and what HTTP needs. */
const passedHeaders = new Set([
  ...["accept", "accept-encoding", "authorization", "connection", "content-length", "content-type", "host"],
  ...["if-match", "if-modified-since", "if-none-exist", "if-none-match", "prefer", "transfer-encoding"],
  ...["user-agent", "x-request-id"],
]);

/** Sends random requests and looks for canaries in what comes back, and for what shouldn't have reached the engine. */
export async function fuzzGateway(options: FuzzOptions): Promise<FuzzReport> {
  const { engine, world, requests, seed, onBatch } = options;
  const cursors: string[] = [];
  const arbitrary = createFuzzRequests({ ...options, cursors });
  const report: FuzzReport = { statuses: new Map(), forwarded: 0, engineFailures: 0, failures: [] };
  for (let sent = 0; sent < requests; sent += batch) {
    // Searches of the engine get slower with each resource that requests have created.
    engine.clear();
    await engine.seed(world.resources);
    const samples = fc.sample(arbitrary, { seed: seed + sent, numRuns: Math.min(batch, requests - sent) });
    const queue = samples.values();
    const lane = async () => {
      for (const request of queue) await sendOne(options, request, report, cursors);
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    judgeForwarded(engine.requests.splice(0), world, report);
    onBatch?.(sent, report.failures);
  }
  return report;
}

async function sendOne(
  { origin, engine }: FuzzOptions,
  request: BadRequest,
  report: FuzzReport,
  cursors: string[],
): Promise<void> {
  const describe = (problem: string) => `${problem}: ${request.method} ${request.path.slice(0, 300)}`;
  let answer: RawAnswer;
  try {
    answer = await sendRequest(origin, request);
  } catch (error) {
    report.failures.push(describe(String(error)));
    return;
  }
  const { status, headers, text } = answer;
  report.statuses.set(status, (report.statuses.get(status) ?? 0) + 1);
  if (`${JSON.stringify(headers)}${text}`.includes(canary)) report.failures.push(describe("a canary"));
  if (text.includes(engine.baseUrl)) report.failures.push(describe("the server's address"));
  if (status >= 500 && status !== 502) report.failures.push(describe(`${status} ${text.slice(0, 200)}`));
  const isExpected = status < 400 || request.method === "HEAD" || /^\{"(?:error|resourceType)":/.test(text);
  if (!isExpected) report.failures.push(describe(`${status} in another form: ${text.slice(0, 200)}`));
  for (const [cursor] of text.matchAll(/_cursor=[^"&]+/g)) if (cursors.length < 100) cursors.push(cursor);
}

function judgeForwarded(
  forwarded: readonly EngineRequest[],
  { isForwardable }: FuzzWorld,
  report: FuzzReport,
): void {
  report.forwarded += forwarded.length;
  for (const request of forwarded) {
    const { method, url, headers } = request;
    const odd = Object.keys(headers).filter((name) => !passedHeaders.has(name));
    if (!isForwardable(request)) report.failures.push(`forwarded ${method} ${url}`);
    if (odd.length > 0) report.failures.push(`forwarded the headers ${odd.join(", ")}`);
    if (/be[t]?_/.test(headers.authorization ?? ""))
      report.failures.push("forwarded the caller's credential");
  }
  const failed = forwarded.filter(({ status, gotEverything }) => status >= 500 || gotEverything).length;
  const bad = report.statuses.get(502) ?? 0;
  report.engineFailures += failed;
  if (bad > report.engineFailures)
    report.failures.push(`${bad} times 502, but the engine failed ${report.engineFailures} times`);
}
