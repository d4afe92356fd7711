import { setTimeout as wait } from "node:timers/promises";
import { requestAuth } from "#e2e/support/access/request-auth.ts";

/** The result of one revocation. */
export interface Revocation {
  /** How often the acknowledging instance accepted the key in a request sent after its 2xx. */
  late: number;
  /** How long after the 2xx the last request accepted elsewhere was sent; 0 if none was. */
  lagMs: number;
}

/**
 * Deletes the key through the first origin, retrying until that is acknowledged, and sends requests with it
 * to all origins for a while afterwards.
 */
export async function revokeAndVerify(
  [first, ...others]: readonly [string, ...string[]],
  { ownerSecret, key }: { ownerSecret: string; key: { id: string; secret: string } },
  askForMs = 300,
): Promise<Revocation> {
  while (!(await tryToDelete(first, ownerSecret, key.id))) await wait(100);
  const acknowledgedAtMs = performance.now();
  const outcome: Revocation = { late: 0, lagMs: 0 };
  while (performance.now() - acknowledgedAtMs < askForMs + outcome.lagMs) {
    const askedAtMs = performance.now();
    if ((await requestAuth(first, key.secret)) === 200) outcome.late += 1;
    for (const origin of others) {
      if ((await requestAuth(origin, key.secret)) === 200) outcome.lagMs = askedAtMs - acknowledgedAtMs;
    }
    await wait(20);
  }
  return outcome;
}

async function tryToDelete(origin: string, ownerSecret: string, id: string): Promise<boolean> {
  const response = await fetch(`${origin}/v1/api/keys/${id}`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${ownerSecret}` },
  });
  await response.arrayBuffer();
  if (response.ok || response.status === 503) return response.ok;
  throw new Error(`deleting a key was answered with ${response.status}`);
}

/** Runs the work for every item, a limited number at a time. */
export async function runConcurrently<Item, Result>(
  items: readonly Item[],
  lanes: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  // Shared by the lanes: each takes the next free item.
  const left = items.values();
  const results: Result[] = [];
  const lane = async () => {
    for (const item of left) results.push(await work(item));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

/** The figures of many revocations, in one line. */
export function describeRevocations(outcomes: readonly Revocation[]): string {
  const lags = outcomes.map(({ lagMs }) => lagMs).sort((a, b) => a - b);
  const late = outcomes.reduce((sum, outcome) => sum + outcome.late, 0);
  const p99 = lags[Math.floor(lags.length * 0.99)] ?? 0;
  return `${outcomes.length} revocations; accepted by the acknowledging instance after its 2xx: ${late}; last acceptance elsewhere: p99 ${p99.toFixed(0)} ms, max ${(lags.at(-1) ?? 0).toFixed(0)} ms`;
}
