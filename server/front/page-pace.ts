import { setTimeout } from "node:timers/promises";
import { createAdmissionGate, type Turn } from "#lib/domain/limits/admission-gate.ts";
import { createBusyError } from "../http/busy-error.ts";

/**
 * How many pages a second a thread passes on to the pages process. Passing one on costs as much time as ten verifications; 200
 * people who all arrive within a minute ask for 27 pages a second.
 */
const maxPerSecond = 300;
/** How many may pass at once after a quiet time. */
const maxBurst = 60;

const gateLimits = { running: 1, waiting: 400, maxWaitMs: 10_000 } as const;

export interface PagePace {
  /**
   * Resolves when the page can be passed on. Throws `service_unavailable` if too many wait, if the wait is too long, or if the
   * signal says that the client has left.
   */
  wait(chooseTurn: () => Promise<Turn>, gone: AbortSignal): Promise<void>;
}

interface PaceOptions {
  readMs: () => number;
  sleep: (ms: number) => Promise<unknown>;
}

const hostTime: PaceOptions = { readMs: () => performance.now(), sleep: setTimeout };

/**
 * Paces what this thread passes on to the pages process, so that readers of pages leave its time to verification. Pages that wait
 * take turns: signed-in browsers apart from all others, and addresses one after another.
 */
export function createPagePace({ readMs, sleep }: PaceOptions = hostTime): PagePace {
  const gate = createAdmissionGate({ ...gateLimits, createError: createBusyError });
  let tokens: number = maxBurst;
  let filledAtMs = readMs();

  const fill = () => {
    const nowMs = readMs();
    tokens = Math.min(maxBurst, tokens + ((nowMs - filledAtMs) * maxPerSecond) / 1000);
    filledAtMs = nowMs;
  };

  const waitForTurn = async (chooseTurn: () => Promise<Turn>, gone: AbortSignal) => {
    const leave = await gate.enter(await chooseTurn(), gone);
    try {
      for (fill(); tokens < 1; fill()) await sleep(Math.ceil(((1 - tokens) * 1000) / maxPerSecond));
      if (gone.aborted) throw createBusyError();
      tokens -= 1;
    } finally {
      leave();
    }
  };

  return {
    wait: async (chooseTurn, gone) => {
      fill();
      if (tokens < 1 || !gate.isIdle()) return waitForTurn(chooseTurn, gone);
      tokens -= 1;
    },
  };
}
