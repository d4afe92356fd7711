import { promptBodyMs } from "#lib/api/caller/exchange.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import type { FhirNeed } from "#lib/domain/fhir/access.ts";
import { callUpstream } from "#lib/services/fhir-servers/upstream/call-upstream.ts";
import type { Lease } from "#lib/services/fhir-servers/upstream/in-flight.ts";
import { type Admitted, admitAgain, type GatewayExchange } from "./admit.ts";
import type { GatewayAnswer } from "./judging/judge-response.ts";
import type { JudgedCall } from "./judging/read-call.ts";
import { assertHolds } from "./judging/refusals.ts";

interface MatchOptions {
  admitted: Admitted;
  judged: JudgedCall;
  needs: readonly FhirNeed[];
  lease: Lease;
}

/** `ifMatch` null: the request changes nothing that exists. */
export type Matched =
  | { outcome: "goes-on"; admitted: Admitted; ifMatch: string | null }
  | { outcome: "answered"; answer: GatewayAnswer };

/**
 * Before a resource is changed or deleted with access to one patient: reads what the server has, which must belong to the patient,
 * so that the change can be sent for that version only. Throws `not_found` otherwise.
 */
export async function matchStored(exchange: GatewayExchange, options: MatchOptions): Promise<Matched> {
  const { admitted, judged, needs } = options;
  const { call, patientId, headers } = judged;
  const isChange = call.interaction === "update" || call.interaction === "delete";
  if (patientId === null || !isChange || call.type === null) {
    return { outcome: "goes-on", admitted, ifMatch: null };
  }
  const startedAtMs = performance.now();
  const stored = await readStored(exchange, options, { type: call.type, patientId });
  if (stored === null) throw notFound();
  const wanted = headers["If-Match"];
  if (wanted !== undefined && !matches(wanted, stored)) {
    return { outcome: "answered", answer: describeMismatch() };
  }
  if (performance.now() - startedAtMs <= promptBodyMs)
    return { outcome: "goes-on", admitted, ifMatch: stored };
  // The caller can have lost access in the meantime.
  const again = await admitAgain(exchange);
  assertHolds(again.actor, needs, "patient");
  return { outcome: "goes-on", admitted: again, ifMatch: stored };
}

async function readStored(
  { runtime, request, gateway }: GatewayExchange,
  { admitted: { server }, judged, lease }: MatchOptions,
  { type, patientId }: { type: string; patientId: string },
): Promise<string | null> {
  const [below = ""] = judged.below.split("?");
  const response = await callUpstream(
    gateway,
    server,
    { method: "GET", below, headers: {}, body: null, gone: request.getSignal(), hold: lease.hold },
    runtime.keys.clock.now(),
  );
  return gateway.judges.judgeStored(response, { type, patientId, base: server.baseUrl });
}

/** Weak and strong tags of a version mean the same in FHIR. */
function matches(header: string, stored: string): boolean {
  const tags = header.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes("*") || tags.includes(stored.replace(/^W\//, ""));
}

function describeMismatch(): GatewayAnswer {
  const diagnostics = "The resource has changed since the version in If-Match";
  const issue = [{ severity: "error", code: "conflict", diagnostics }];
  return { status: 412, headers: {}, body: JSON.stringify({ resourceType: "OperationOutcome", issue }) };
}
