import type { FhirConnectionDto } from "#lib/contract/resources/fhir-servers.ts";
import { listAllowed, type OutboundConfig } from "#lib/platform/outbound/list-allowed.ts";
import { RequestFailed } from "#lib/platform/outbound/request-failed.ts";
import { type Resolve, sendGuardedRequest } from "#lib/platform/outbound/send-guarded-request.ts";
import { type Capabilities, parseCapabilityStatement } from "./capability-statement.ts";

const timeoutMs = 5_000;
/** Large servers have statements of about 2 MB. */
const maxBytes = 4 * 1024 * 1024;

export type Problem = NonNullable<FhirConnectionDto["problem"]>;

const messages: Record<Problem, string> = {
  name_not_found: "No server with this name was found.",
  address_not_allowed:
    "This address is in a private network or on the console's own machine, which is not allowed. The administrator of this console can allow it.",
  unreachable: "The server did not accept the connection, or closed it.",
  certificate_not_trusted: "The server's certificate is not valid for this address.",
  timed_out: "The server did not answer within 5 seconds.",
  redirected:
    "The server redirects to another address. Register that address instead, because redirects are not followed",
  refused: "The server did not return its capability statement",
  too_large: "The server's capability statement is larger than 4 MiB.",
  not_fhir: "This is not a FHIR server: /metadata did not return a capability statement in JSON.",
  credential_not_usable:
    "The credential of this server was set for another base URL, or can't be decrypted any more. Set it again.",
  credential_refused: "The server did not accept the console's credential",
};

interface CheckOptions {
  config: OutboundConfig;
  resolve?: Resolve;
  /** How the console authenticates. Undefined: it doesn't. */
  credential?: CheckedCredential | undefined;
}

export interface CheckedCredential {
  kind: NonNullable<FhirConnectionDto["credential"]>;
  /** The `Authorization` header, or why there is none. Undefined: the kind has none of its own. */
  authorization: string | { problem: Problem } | undefined;
}

/**
 * Reads `{baseUrl}/metadata` and describes the server, or explains why the request failed. Never rejects
 * because of what the server does.
 */
export async function checkConnection(baseUrl: string, options: CheckOptions): Promise<FhirConnectionDto> {
  const startedAt = performance.now();
  const credential = options.credential?.kind ?? null;
  const outcome = await readMetadata(baseUrl, options);
  const durationMs = Math.round(performance.now() - startedAt);
  if ("problem" in outcome) {
    const { problem, status } = outcome;
    const message = addStatus(messages[problem], status);
    const nothing = { fhirVersion: null, software: null, capabilities: null };
    return { ok: false, problem, message, ...nothing, credential, durationMs };
  }
  return { ok: true, problem: null, message: "The server responds.", ...outcome, credential, durationMs };
}

function addStatus(message: string, status: number | undefined): string {
  if (message.endsWith(".")) return message;
  return status === undefined ? `${message}.` : `${message} (status ${status}).`;
}

type Outcome = Capabilities | { problem: Problem; status?: number };

async function readMetadata(
  baseUrl: string,
  { config, resolve, credential }: CheckOptions,
): Promise<Outcome> {
  const authorization = credential?.authorization;
  if (typeof authorization === "object") return authorization;
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const { status, body } = await sendGuardedRequest({
      url: new URL(`${baseUrl}/metadata`),
      accept: "application/fhir+json, application/json",
      authorization,
      allowed: listAllowed(config),
      maxBytes,
      signal,
      resolve,
    });
    if (status >= 300 && status < 400) return { problem: "redirected", status };
    if (authorization !== undefined && (status === 401 || status === 403)) {
      return { problem: "credential_refused", status };
    }
    if (status !== 200) return { problem: "refused", status };
    return parseCapabilityStatement(body) ?? { problem: "not_fhir" };
  } catch (error) {
    if (signal.aborted) return { problem: "timed_out" };
    if (error instanceof RequestFailed) return { problem: error.reason };
    throw error;
  }
}
