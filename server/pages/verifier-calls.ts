import type { VerifierCalls } from "#lib/platform/processes/pages-contract.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { RequestRecorder } from "#lib/verification/requests/request-recorder.ts";

/** What the verifier does for the pages process. */
export function createVerifierCalls(
  runtime: Pick<Runtime, "keys" | "limiter" | "database" | "usage" | "metrics"> & {
    requests: Pick<RequestRecorder, "merge">;
  },
): VerifierCalls {
  return {
    // The pages process leaves out grants itself, where they don't count.
    findKey: async (secret) => (await runtime.keys.findWithGrants(secret))?.record ?? null,
    consume: (counter, charge) => runtime.limiter.consume(counter, charge),
    peek: (counter, limits) => runtime.limiter.peek(counter, limits),
    announce: (changeId, subjectIds) => runtime.database.changes.announce(changeId, subjectIds),
    recordUsage: (event) => runtime.usage.record(event),
    recordRequest: (entry) => runtime.requests.merge({ entries: [entry], rests: [], drops: [] }),
    flushUsage: () => runtime.usage.flush(),
    catchUpOnUsage: () => runtime.usage.catchUp(),
    countVerification: (kind, outcome) => runtime.metrics.countVerification(kind, outcome),
    countIssuedToken: (format) => runtime.metrics.countIssuedToken(format),
    countRefusedTokenRequest: (error) => runtime.metrics.countRefusedTokenRequest(error),
  };
}
