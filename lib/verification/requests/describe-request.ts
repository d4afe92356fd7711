import type { LimitDecision } from "#lib/domain/limits/window.ts";
import { canonicalizeAddress } from "#lib/domain/network/address.ts";
import {
  describeFacts,
  type RejectionCause,
  type RequestEndpoint,
  type RequestFacts,
  type RequestOutcome,
  type RequestQuestion,
  unknownKeyFacts,
} from "#lib/domain/requests/request-facts.ts";
import { redactText } from "#lib/platform/log/redaction.ts";
import type { KnownKey } from "#lib/verification/record/known-key.ts";
import { getSample, type RequestEntry } from "./request-entry.ts";

/** The longest text that a client can put into an entry, and the longest list. */
export const maxTextLength = 100;
export const maxListLength = 10;

/** A text that a client chose, for the log: without what could be a secret, and short. */
function boundText(text: string): string {
  const plain = redactText(text.slice(0, 10 * maxTextLength))
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, "�");
  return plain.length <= maxTextLength ? plain : `${plain.slice(0, maxTextLength - 1).toWellFormed()}…`;
}

function boundList(texts: readonly string[]): string[] {
  return texts.slice(0, maxListLength).map(boundText);
}

/** What is known about every request, with or without a key. */
export interface RequestTrace {
  requestId: string;
  atMs: number;
  endpoint: RequestEndpoint;
  outcome: RequestOutcome;
  service: string;
}

function boundFacts(facts: RequestFacts): RequestFacts {
  const { requestedEnvironment, missing } = facts;
  return {
    ...facts,
    requestedEnvironment: requestedEnvironment === null ? null : boundText(requestedEnvironment),
    missing: boundList(missing),
  };
}

/** The window that rejected the request; otherwise the one per minute. */
function describeWindow({ rejectedBy, minute, burst }: LimitDecision): RequestFacts["limit"] {
  return rejectedBy === "burst"
    ? { perSeconds: 10, max: burst.limit }
    : { perSeconds: 60, max: minute.limit };
}

function describeQuestion({ permissions, resource, ip }: RequestQuestion) {
  return {
    permissions: boundList(permissions ?? []),
    resource: resource === undefined ? null : boundText(resource),
    address: typeof ip === "string" ? canonicalizeAddress(ip) : null,
  };
}

/** The entry of a request with a key of the team. */
export function describeKeyRequest(
  key: KnownKey,
  trace: RequestTrace,
  question: RequestQuestion,
  limit: LimitDecision | null,
): RequestEntry {
  const held = { permissions: key.permissions, sorted: key.sortedPermissions };
  const facts = boundFacts(describeFacts(key, question, trace.atMs, held));
  return {
    ...trace,
    ...describeQuestion(question),
    sample: getSample(trace.outcome, key.teamId),
    teamId: key.teamId,
    keyId: key.keyId,
    secretId: key.secretId,
    environment: facts.requestedEnvironment ?? facts.environment,
    facts: { ...facts, limit: limit === null ? null : describeWindow(limit) },
    more: 0,
  };
}

/**
 * The entry of a request without a known key. It names no key and no team: neither has proved that the request
 * concerns it.
 */
export function describeUnknownRequest(
  trace: RequestTrace,
  question: RequestQuestion,
  cause: RejectionCause | null,
): RequestEntry {
  const environment = question.environment === undefined ? null : boundText(question.environment);
  return {
    ...trace,
    ...describeQuestion(question),
    sample: "unknown",
    teamId: null,
    keyId: null,
    secretId: null,
    environment: environment ?? "",
    facts: { ...unknownKeyFacts, cause, requestedEnvironment: environment },
    more: 0,
  };
}
