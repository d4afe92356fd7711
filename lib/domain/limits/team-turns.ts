import { ServiceError } from "#lib/domain/common/errors.ts";
import { type AdmissionGate, createAdmissionGate } from "./admission-gate.ts";
import { formatLimitMessage } from "./headers.ts";

const maxWaitSeconds = 5;
const maxWaiting = 16;

function createLimitError(): ServiceError {
  return new ServiceError("rate_limit_exceeded", {
    message: formatLimitMessage(maxWaitSeconds),
    headers: { "Retry-After": String(maxWaitSeconds) },
  });
}

// Node and Next's bundle load this module separately, but a team's turn is valid for the whole process.
const slot = Symbol.for("byteengine.team-turns");

/** globalThis, of which only this file reads and writes this slot. */
const holder = globalThis as { [slot]?: Map<string, AdmissionGate> };

function getGates(): Map<string, AdmissionGate> {
  holder[slot] ??= new Map();
  return holder[slot];
}

/**
 * Waits until no one else in the team runs this operation in this process; the team's callers take turns.
 * Resolves with a function that ends the turn. Throws `rate_limit_exceeded` after 5 seconds, when too many
 * wait, or when the signal says that the caller has gone.
 */
export async function takeTeamTurn(
  operationId: string,
  caller: { teamId: string; id: string },
  signal: AbortSignal | null,
): Promise<() => void> {
  const gates = getGates();
  const name = `${operationId} ${caller.teamId}`;
  const gate =
    gates.get(name) ??
    createAdmissionGate({
      running: 1,
      waiting: maxWaiting,
      maxWaitMs: maxWaitSeconds * 1000,
      createError: createLimitError,
    });
  gates.set(name, gate);
  const leave = await gate.enter({ lane: "known", key: caller.id }, signal ?? undefined);
  return () => {
    leave();
    if (gates.get(name) === gate && gate.isIdle()) gates.delete(name);
  };
}
