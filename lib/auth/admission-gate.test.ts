import { describe, expect, test } from "vitest";
import { ServiceError } from "#lib/errors.ts";
import { createAdmissionGate } from "./admission-gate.ts";

describe("the admission gate", () => {
  test("never runs more than its limit, and everyone admitted is served in order", async () => {
    const gate = createAdmissionGate({ running: 2, waiting: 50 });
    const served: number[] = [];
    let running = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 52 }, (_, i) =>
        gate.run(async () => {
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

  test("refuses with 503 and Retry-After what finds the queue full", async () => {
    const gate = createAdmissionGate({ running: 1, waiting: 1 });
    let finish = () => {};
    const first = gate.run(() => new Promise<void>((resolve) => (finish = resolve)));
    const second = gate.run(async () => "second");
    const third = await gate.run(async () => "third").catch((error: unknown) => error);
    expect(third).toBeInstanceOf(ServiceError);
    expect(third).toMatchObject({ code: "service_unavailable", headers: { "Retry-After": "5" } });
    finish();
    await first;
    expect(await second).toBe("second");
    expect(await gate.run(async () => "fourth")).toBe("fourth");
  });

  test("gives the place back when the work fails", async () => {
    const gate = createAdmissionGate({ running: 1, waiting: 0 });
    await expect(gate.run(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await gate.run(async () => "next")).toBe("next");
  });
});
