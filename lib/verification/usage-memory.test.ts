import { describe, expect, it } from "vitest";
import { createUsageMemory, type UsageEvent } from "./usage-memory.ts";

const minute = 1_800_000_000_000 - (1_800_000_000_000 % 60_000);

function createEvent(overrides: Partial<UsageEvent> = {}): UsageEvent {
  return {
    keyId: "key_1",
    secretId: "sec_1",
    outcome: "VALID",
    environment: "production",
    service: "",
    address: "192.0.2.1",
    agent: "curl",
    now: minute,
    ...overrides,
  };
}

describe("createUsageMemory", () => {
  it("makes one row of what is alike within a minute, and another of whatever differs", () => {
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

  it("remembers a secret's last use, which a refusal by the key's own state is not", () => {
    const memory = createUsageMemory(100);
    memory.add(createEvent({ now: minute + 2, address: "192.0.2.2", agent: "x".repeat(400) }));
    memory.add(createEvent({ now: minute + 1 }));
    memory.add(createEvent({ now: minute + 3, outcome: "REVOKED" }));
    memory.add(createEvent({ secretId: "sec_2", outcome: "DISABLED" }));
    expect(memory.take().lastUses).toEqual([
      {
        keyId: "key_1",
        secretId: "sec_1",
        usedAt: minute + 2,
        address: "192.0.2.2",
        agent: "x".repeat(300),
      },
    ]);
  });

  it("adds what could not be written to what was counted meanwhile", () => {
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

  it("tells addresses no longer apart when it is half full, and says what it had no room for", () => {
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
});
