import { expect, test } from "vitest";
import type { Turn } from "#lib/domain/limits/admission-gate.ts";
import { createPagePace } from "./page-pace.ts";

/** A pace whose time passes only while it sleeps. */
function createPaceInSlowMotion() {
  let nowMs = 0;
  const pace = createPagePace({
    readMs: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms;
    },
  });
  return { pace, readMs: () => nowMs, pass: (ms: number) => (nowMs += ms) };
}

/** A client that stays. */
const waiting = new AbortController().signal;

const turnOf =
  (key: string, lane: Turn["lane"] = "unknown") =>
  async (): Promise<Turn> => ({ lane, key });

test("passes a burst at once and then 300 pages a second", async () => {
  const { pace, readMs } = createPaceInSlowMotion();
  for (let page = 0; page < 60; page++) await pace.wait(turnOf("a"), waiting);
  expect(readMs()).toBe(0);
  for (let page = 0; page < 300; page++) await pace.wait(turnOf("a"), waiting);
  expect(readMs()).toBeGreaterThanOrEqual(999);
  expect(readMs()).toBeLessThan(1_300);
});

test("lets browsers take turns, however many pages one of them asks for", async () => {
  const { pace } = createPaceInSlowMotion();
  for (let page = 0; page < 60; page++) await pace.wait(turnOf("a"), waiting);
  const order: string[] = [];
  const ask = async (key: string, lane?: Turn["lane"]) => {
    await pace.wait(turnOf(key, lane), waiting);
    order.push(key);
  };
  await Promise.all([...Array.from({ length: 50 }, () => ask("greedy")), ask("b"), ask("me", "known")]);
  expect(order.indexOf("b")).toBeLessThan(5);
  expect(order.indexOf("me")).toBeLessThan(5);
});

test("refuses what would wait too long in a full queue", async () => {
  const { pace } = createPaceInSlowMotion();
  const results = await Promise.allSettled(
    Array.from({ length: 1_000 }, () => pace.wait(turnOf("greedy"), waiting)),
  );
  const refused = results.filter(({ status }) => status === "rejected");
  expect(refused.length).toBeGreaterThan(400);
  expect(refused[0]).toMatchObject({ reason: { code: "service_unavailable" } });
});

test("gives no place and no time to a client that has left", async () => {
  const { pace, readMs } = createPaceInSlowMotion();
  for (let page = 0; page < 60; page++) await pace.wait(turnOf("a"), waiting);
  const results = await Promise.allSettled(
    Array.from({ length: 300 }, () => pace.wait(turnOf("gone"), AbortSignal.abort())),
  );
  expect(results.every(({ status }) => status === "rejected")).toBe(true);
  expect(readMs()).toBe(0);
});
