import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createUsageMemory, type UsageEvent } from "./usage-memory.ts";
import type { UsageCount } from "./write-usage.ts";

const minute = 1_800_000_000_000 - (1_800_000_000_000 % 60_000);

function createEvent(overrides: Partial<UsageEvent> = {}): UsageEvent {
  return {
    keyId: "key_1",
    secretId: "sec_1",
    outcome: "VALID",
    environment: "production",
    service: "",
    address: "192.0.2.1",
    now: minute,
    ...overrides,
  };
}

describe("createUsageMemory", () => {
  it("combines equal events within a minute into one row, and creates another for any difference", () => {
    const memory = createUsageMemory(100);
    const others = [
      { secretId: "sec_2" },
      { outcome: "EXPIRED" },
      { environment: "staging" },
      { service: "key_9" },
      { address: "192.0.2.2" },
      { address: null },
      { now: minute + 60_000 },
    ] as const;
    for (const other of [{}, { now: minute + 59_999 }, ...others, ...others]) memory.add(createEvent(other));
    const { counts } = memory.take();
    expect(counts.map(({ count }) => count)).toEqual([2, 2, 2, 2, 2, 2, 2, 2]);
    expect(counts[0]).toMatchObject({ startsAt: minute, address: "192.0.2.1" });
    expect(counts[7]).toMatchObject({ startsAt: minute + 60_000 });
    expect(memory.take()).toEqual({ counts: [], lastUses: [], dropped: 0 });
  });

  it("remembers a secret's last use, which does not include a rejection because of the key's state", () => {
    const memory = createUsageMemory(100);
    memory.add(createEvent({ now: minute + 2 }));
    memory.add(createEvent({ now: minute + 1 }));
    memory.add(createEvent({ now: minute + 3, outcome: "REVOKED" }));
    memory.add(createEvent({ secretId: "sec_2", outcome: "DISABLED" }));
    expect(memory.take().lastUses).toEqual([
      {
        keyId: "key_1",
        secretId: "sec_1",
        usedAt: minute + 2,
      },
    ]);
  });

  it("adds what could not be written to what was counted in the meantime", () => {
    const memory = createUsageMemory(100);
    memory.add(createEvent());
    memory.add(createEvent({ secretId: "sec_2", now: minute + 9 }));
    const unwritten = memory.take();
    memory.add(createEvent({ now: minute + 5 }));
    memory.putBack(unwritten);
    memory.add(createEvent({ now: minute + 7 }));
    const { counts, lastUses } = memory.take();
    expect(counts.map(({ secretId, count }) => [secretId, count])).toEqual([
      ["sec_1", 3],
      ["sec_2", 1],
    ]);
    expect(lastUses.map(({ secretId, usedAt }) => [secretId, usedAt])).toEqual([
      ["sec_1", minute + 7],
      ["sec_2", minute + 9],
    ]);
  });

  it("counts an event without an address separately from a row that was put back", () => {
    const memory = createUsageMemory(100);
    memory.add(createEvent());
    memory.putBack(memory.take());
    memory.add(createEvent({ address: null }));
    memory.add(createEvent());
    expect(memory.take().counts.map(({ address, count }) => [address, count])).toEqual([
      ["192.0.2.1", 2],
      ["", 1],
    ]);
  });

  it("stops recording addresses separately when half full, and reports what it had no room for", () => {
    const memory = createUsageMemory(4);
    for (let host = 1; host <= 10; host++) memory.add(createEvent({ address: `192.0.2.${host}` }));
    for (let number = 2; number <= 5; number++) memory.add(createEvent({ secretId: `sec_${number}` }));
    expect(memory.size).toBe(4);
    const { counts, dropped } = memory.take();
    expect(counts.map(({ address, count }) => [address, count])).toEqual([
      ["192.0.2.1", 1],
      ["192.0.2.2", 1],
      ["", 8],
      ["", 1],
    ]);
    expect(dropped).toBe(3);
  });

  it("counts all addresses of one IPv6 /64 as one", () => {
    const memory = createUsageMemory(100_000);
    for (let i = 0; i < 20_000; i++) {
      memory.add(createEvent({ outcome: "IP_NOT_ALLOWED", address: `2001:db8:1:2::${i.toString(16)}` }));
    }
    expect(memory.take().counts).toMatchObject([{ address: "2001:db8:1:2::/64", count: 20_000 }]);
  });

  it("records at most a hundred addresses of a key per minute, however often it is emptied", () => {
    const memory = createUsageMemory(100_000);
    const addresses = new Set<string>();
    for (let i = 0; i < 1_000; i++) {
      const address = `192.0.${Math.floor(i / 250)}.${i % 250}`;
      memory.add(createEvent({ address, secretId: `sec_${i % 2}`, now: minute + i }));
      // A late event does not start the minute again.
      memory.add(createEvent({ address, keyId: "key_2", secretId: "sec_9", now: minute - 1 }));
      if (i % 100 === 99) {
        const { counts } = memory.take();
        for (const row of counts) addresses.add(row.keyId === "key_1" ? row.address : "");
      }
    }
    expect(addresses.size).toBe(101);
    memory.add(createEvent({ address: "192.0.9.9", now: minute + 60_000 }));
    expect(memory.take().counts).toMatchObject([{ address: "192.0.9.9" }]);
  });

  it("stores no address for rate-limited requests", () => {
    const memory = createUsageMemory(100_000);
    for (let i = 0; i < 200; i++) {
      memory.add(createEvent({ outcome: "RATE_LIMITED", address: `198.51.100.${i}` }));
    }
    expect(memory.take().counts).toMatchObject([{ address: "", count: 200 }]);
  });
});

describe("the counts of a usage memory", () => {
  const event = fc.record({
    secretId: fc.constantFrom("sec_1", "sec_2", "sec_3"),
    outcome: fc.constantFrom("VALID" as const, "EXPIRED" as const, "RATE_LIMITED" as const),
    environment: fc.constantFrom("production", "staging"),
    service: fc.constantFrom("", "key_9"),
    address: fc.constantFrom("192.0.2.1", "192.0.2.2", null),
    now: fc.integer({ min: minute - 60_000, max: minute + 120_000 }),
  });
  type Named = Pick<UsageCount, "secretId" | "startsAt" | "outcome" | "environment" | "service" | "address">;
  const name = (row: Named) =>
    [row.secretId, row.startsAt, row.outcome, row.environment, row.service, row.address].join(" ");

  it("equal those of a plain map, whatever is removed and put back", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(event, fc.constantFrom("take" as const, "putBack" as const))),
        (steps) => {
          const memory = createUsageMemory(10_000);
          const model = new Map<string, number>();
          const written = new Map<string, number>();
          for (const step of steps) {
            if (step === "take" || step === "putBack") {
              const batch = memory.take();
              expect(new Set(batch.counts.map(name)).size).toBe(batch.counts.length);
              if (step === "putBack") memory.putBack(batch);
              else
                for (const row of batch.counts)
                  written.set(name(row), (written.get(name(row)) ?? 0) + row.count);
              continue;
            }
            memory.add(createEvent(step));
            const startsAt = step.now - (step.now % 60_000);
            const address = step.outcome === "RATE_LIMITED" ? "" : (step.address ?? "");
            const counted = name({ ...step, startsAt, address });
            model.set(counted, (model.get(counted) ?? 0) + 1);
          }
          for (const row of memory.take().counts)
            written.set(name(row), (written.get(name(row)) ?? 0) + row.count);
          expect(written).toEqual(model);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
