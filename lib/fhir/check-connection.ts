import type { Config } from "#lib/env.ts";
import type { Reach } from "#lib/network/outbound-address.ts";
import type { FhirConnectionDto } from "#lib/schemas/fhir-servers.ts";
import { parseCapabilityStatement } from "./capability-statement.ts";
import { RequestRefused, type Resolve, sendGuardedRequest } from "./send-guarded-request.ts";

const timeoutMs = 5_000;
/** Statements of large servers have some 2 MB. */
const mostBytes = 4 * 1024 * 1024;

type Problem = NonNullable<FhirConnectionDto["problem"]>;

const messages: Record<Problem, string> = {
  name_not_found: "There is no server of this name.",
  address_not_allowed:
    "This address leads into a private network or to this machine, where the console does not call. Whoever runs it can allow that.",
  unreachable: "The server does not accept connections, or ended this one.",
  certificate_not_trusted: "The server's certificate is not valid for this address.",
  timed_out: "The server did not answer within 5 seconds.",
  redirected: "Register the address that the server redirects to. Redirects are not followed",
  refused: "The server did not give its capability statement",
  too_large: "The server's capability statement is larger than 4 MiB.",
  not_fhir: "What answers is no FHIR server: /metadata holds no capability statement in JSON.",
};

interface CheckOptions {
  config: Pick<Config, "fhirAllowPrivateNetworks" | "fhirAllowLoopback">;
  resolve?: Resolve;
}

/** Reads `{baseUrl}/metadata` and says what answered, or in plain words why nothing did. Never rejects for what a server does. */
export async function checkConnection(baseUrl: string, options: CheckOptions): Promise<FhirConnectionDto> {
  const startedAt = performance.now();
  const outcome = await readMetadata(baseUrl, options);
  const durationMs = Math.round(performance.now() - startedAt);
  if ("problem" in outcome) {
    const { problem, status } = outcome;
    const message = status === undefined ? messages[problem] : `${messages[problem]} (status ${status}).`;
    return { ok: false, problem, message, fhirVersion: null, software: null, durationMs };
  }
  return { ok: true, problem: null, message: "The server answers.", ...outcome, durationMs };
}

type Outcome = { fhirVersion: string; software: string | null } | { problem: Problem; status?: number };

async function readMetadata(baseUrl: string, { config, resolve }: CheckOptions): Promise<Outcome> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const { status, body } = await sendGuardedRequest({
      url: new URL(`${baseUrl}/metadata`),
      accept: "application/fhir+json, application/json",
      allowed: listAllowed(config),
      mostBytes,
      signal,
      resolve,
    });
    if (status >= 300 && status < 400) return { problem: "redirected", status };
    if (status !== 200) return { problem: "refused", status };
    return parseCapabilityStatement(body) ?? { problem: "not_fhir" };
  } catch (error) {
    if (signal.aborted) return { problem: "timed_out" };
    if (error instanceof RequestRefused) return { problem: error.reason };
    throw error;
  }
}

function listAllowed(config: CheckOptions["config"]): Reach[] {
  return [
    "public",
    ...(config.fhirAllowPrivateNetworks ? (["private"] as const) : []),
    ...(config.fhirAllowLoopback ? (["loopback"] as const) : []),
  ];
}
