import { setTimeout } from "node:timers/promises";
import { createAdmissionGate, type Turn } from "#lib/domain/limits/admission-gate.ts";
import { createBusyError } from "../http/busy-error.ts";

/**
 * How many requests for pages a thread forwards to the pages process per second. Forwarding one takes as much time as ten
 * verifications. 200 people who arrive within one minute request 27 pages per second.
 */
const maxPerSecond = 300;
/** How many can be forwarded at once after a pause. */
const maxBurst = 60;

const gateLimits = { running: 1, waiting: 400, maxWaitMs: 10_000 } as const;

export interface PagePace {
  /**
   * Resolves when the request can be forwarded. Throws `service_unavailable` if too many wait, if this one waits too long, or if
   * the signal says that the client has left.
   */
  wait(chooseTurn: () => Promise<Turn>, gone: AbortSignal): Promise<void>;
}

interface PaceOptions {
  readMs: () => number;
  sleep: (ms: number) => Promise<unknown>;
}

const hostTime: PaceOptions = { readMs: () => performance.now(), sleep: setTimeout };

/**
 * Limits how fast this thread forwards requests to the pages process, so that pages leave enough time for verification. Waiting
 * requests take turns: signed-in browsers have a queue of their own, and in each queue the IP addresses alternate.
 */
export function createPagePace({ readMs, sleep }: PaceOptions = hostTime): PagePace {
  const gate = createAdmissionGate({ ...gateLimits, createError: createBusyError });
  let tokens: number = maxBurst;
  let refilledAtMs = readMs();

  const refill = () => {
    const nowMs = readMs();
    tokens = Math.min(maxBurst, tokens + ((nowMs - refilledAtMs) * maxPerSecond) / 1000);
    refilledAtMs = nowMs;
  };

  const waitForTurn = async (chooseTurn: () => Promise<Turn>, gone: AbortSignal) => {
    const leave = await gate.enter(await chooseTurn(), gone);
    try {
      for (refill(); tokens < 1; refill()) await sleep(Math.ceil(((1 - tokens) * 1000) / maxPerSecond));
      if (gone.aborted) throw createBusyError();
      tokens -= 1;
    } finally {
      leave();
    }
  };

  return {
    wait: async (chooseTurn, gone) => {
      refill();
      if (tokens < 1 || !gate.isIdle()) return waitForTurn(chooseTurn, gone);
      tokens -= 1;
    },
  };
}
