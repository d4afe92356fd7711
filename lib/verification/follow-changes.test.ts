import { expect, it, vi } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { createLogger } from "#lib/log.ts";
import { followChanges } from "./follow-changes.ts";
import type { KnownKeys } from "./known-keys.ts";

const hourMs = 3_600_000;

/** Polls answer with these moments of the database's clock, one after the other; how often all keys were forgotten after each. */
async function countForgettings(moments: readonly number[]): Promise<number[]> {
  const counts: number[] = [];
  const forgetAll = vi.fn();
  const left = [...moments];
  const query = async () => {
    counts.push(forgetAll.mock.calls.length);
    const nowMs = left.shift();
    if (nowMs === undefined) throw new Error("that was all");
    return { rows: [{ xmin: "700", now_ms: String(nowMs), id: null, subject_id: null }] };
  };
  const keys = { clock: { observe: vi.fn() }, forget: vi.fn(), forgetAll, confirm: vi.fn() };
  const following = followChanges({
    database: { createListener: null, pool: { query } } as unknown as Database,
    keys: keys as unknown as KnownKeys,
    logger: createLogger({ level: "silent" }),
  });
  await vi.waitFor(() => expect(counts).toHaveLength(moments.length + 1), 10_000);
  await following.stop();
  return counts.slice(1);
}

it("starts anew after a suspension, in which the host's monotonic clock stands still", async () => {
  const startMs = 1_800_000_000_000;
  const moments = [startMs, startMs + 500, startMs + 2 * hourMs, startMs + 2 * hourMs + 500];
  expect(await countForgettings(moments)).toEqual([1, 1, 2, 2]);
});
