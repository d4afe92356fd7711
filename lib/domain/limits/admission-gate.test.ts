import { describe, expect, test, vi } from "vitest";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { type AdmissionGate, createAdmissionGate, type Turn } from "./admission-gate.ts";

function from(key: string, lane: Turn["lane"] = "unknown"): Turn {
  return { lane, key };
}

/** Occupies the gate's only place until the returned function is called. */
function block(gate: AdmissionGate): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  void gate.run(from("blocker"), () => promise);
  return resolve;
}

describe("the admission gate", () => {
  test("never runs more than its limit, and serves one key in order", async () => {
    const gate = createAdmissionGate({ running: 2, waiting: 50 });
    const served: number[] = [];
    let running = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 52 }, (_, i) =>
        gate.run(from("a"), async () => {
          running++;
          most = Math.max(most, running);
          await new Promise((resolve) => setImmediate(resolve));
          running--;
          served.push(i);
        }),
      ),
    );
    expect(most).toBe(2);
    expect(served).toEqual(Array.from({ length: 52 }, (_, i) => i));
  });

  test("rejects work with 503 and Retry-After when the queue is full", async () => {
    const gate = createAdmissionGate({ running: 1, waiting: 1 });
    const finish = block(gate);
    const second = gate.run(from("a"), async () => "second");
    const third = await gate.run(from("b"), async () => "third").catch((error: unknown) => error);
    expect(third).toBeInstanceOf(ServiceError);
    expect(third).toMatchObject({ code: "service_unavailable", headers: { "Retry-After": "5" } });
    finish();
    expect(await second).toBe("second");
    expect(await gate.run(from("a"), async () => "fourth")).toBe("fourth");
  });

  test("gives the place back when the work fails", async () => {
    const gate = createAdmissionGate({ running: 1, waiting: 0 });
    await expect(gate.run(from("a"), () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await gate.run(from("a"), async () => "next")).toBe("next");
  });

  test("lets addresses take turns, however many requests one of them has waiting", async () => {
    const gate = createAdmissionGate({ running: 1, waiting: 50 });
    const finish = block(gate);
    const served: string[] = [];
    const wait = (key: string) => gate.run(from(key), async () => void served.push(key));
    const all = [..."aaaaabbc"].map(wait);
    finish();
    await Promise.all(all);
    expect(served.join("")).toBe("abcabaaa");
  });

  test("replaces the newest request of the busiest address when the queue is full", async () => {
    const gate = createAdmissionGate({ running: 1, waiting: 4 });
    const finish = block(gate);
    const served: string[] = [];
    const wait = (name: string) =>
      gate.run(from(name.charAt(0)), async () => void served.push(name)).catch(() => `${name} was rejected`);
    const all = ["a1", "a2", "a3", "b1", "c1", "c2"].map(wait);
    finish();
    const outcomes = await Promise.all(all);
    expect(served).toEqual(["a1", "b1", "c1", "a2"]);
    expect(outcomes).toEqual([
      undefined,
      undefined,
      "a3 was rejected",
      undefined,
      undefined,
      "c2 was rejected",
    ]);
  });

  test("serves a known device at every second turn, although others fill the queue", async () => {
    const gate = createAdmissionGate({ running: 1, waiting: 10 });
    const finish = block(gate);
    const served: string[] = [];
    const wait = (name: string, lane: Turn["lane"]) =>
      gate.run(from(name, lane), async () => void served.push(name));
    const strangers = Array.from({ length: 10 }, (_, i) => wait(String(i), "unknown"));
    const known = ["owner", "colleague"].map((name) => wait(name, "known"));
    finish();
    await Promise.all([...strangers, ...known]);
    expect(served.slice(0, 4)).toEqual(["owner", "0", "colleague", "1"]);
  });

  test("removes work that gave up or waited too long, and gives its turn to the next", async () => {
    vi.useFakeTimers();
    try {
      const gate = createAdmissionGate({ running: 1, waiting: 10, maxWaitMs: 5_000 });
      const leave = await gate.enter(from("a"));
      const closed = new AbortController();
      const outcomes = [gate.enter(from("b"), closed.signal), gate.enter(from("c"))].map((entering) =>
        entering.catch((error: unknown) => error),
      );
      closed.abort();
      vi.advanceTimersByTime(4_999);
      const last = gate.enter(from("d"));
      vi.advanceTimersByTime(1);
      for (const outcome of await Promise.all(outcomes)) expect(outcome).toBeInstanceOf(ServiceError);
      leave();
      leave();
      const leaveLast = await last;
      expect(gate.isIdle()).toBe(false);
      leaveLast();
      expect(gate.isIdle()).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  test("rejects with the error its owner creates", async () => {
    const createError = () => new ServiceError("rate_limit_exceeded");
    const gate = createAdmissionGate({ running: 1, waiting: 0, createError });
    await gate.enter(from("a"));
    await expect(gate.enter(from("b"))).rejects.toMatchObject({ code: "rate_limit_exceeded" });
    await expect(gate.enter(from("b"), AbortSignal.abort())).rejects.toMatchObject({
      code: "rate_limit_exceeded",
    });
  });
});
