import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type RequestOutcome, unknownKeyFacts } from "#lib/domain/requests/request-facts.ts";
import { getSample, getSubject, type RequestEntry } from "./request-entry.ts";
import {
  createRequestMemory,
  maxPerMinute,
  type RequestBatch,
  type RequestMemory,
} from "./request-memory.ts";

const minute = 1_800_000_000_000 - (1_800_000_000_000 % 60_000);

let count = 0;

function createEntry(fields: Partial<RequestEntry> = {}): RequestEntry {
  count += 1;
  const { outcome = "EXPIRED", teamId = "team_1" } = fields;
  return {
    requestId: `req_${count}`,
    atMs: minute,
    endpoint: "auth",
    outcome,
    teamId,
    keyId: "key_1",
    secretId: "sec_1",
    environment: "production",
    permissions: [],
    resource: null,
    address: "192.0.2.1",
    service: "",
    facts: unknownKeyFacts,
    more: 0,
    ...fields,
    sample: getSample(outcome, teamId),
  };
}

/** Does what a verification does. */
function offer(memory: RequestMemory, entry: RequestEntry): void {
  const { outcome, teamId, atMs } = entry;
  if (memory.wants(getSubject(entry), outcome, teamId, atMs)) memory.add(entry);
}

function offerMany(memory: RequestMemory, times: number, fields: Partial<RequestEntry> = {}): void {
  for (let i = 0; i < times; i++) offer(memory, createEntry(fields));
}

function sumDrops({ drops }: RequestBatch): number {
  return drops.reduce((sum, [, dropped]) => sum + dropped, 0);
}

/** The stored entries, as the database would have them. */
function createStore() {
  const rows = new Map<string, RequestEntry>();
  let dropped = 0;
  return {
    rows,
    write(batch: RequestBatch) {
      for (const entry of batch.entries) rows.set(entry.requestId, { ...entry });
      for (const { requestId, more } of batch.rests) {
        const row = rows.get(requestId);
        if (row === undefined) throw new Error(`${requestId} is not stored`);
        row.more += more;
      }
      dropped += sumDrops(batch);
    },
    get total() {
      return [...rows.values()].reduce((sum, { more }) => sum + 1 + more, dropped);
    },
  };
}

describe("createRequestMemory", () => {
  it("keeps the first ten rejections of a key, outcome and minute, and counts the others on the last one", () => {
    const memory = createRequestMemory(1_000);
    offerMany(memory, 25);
    offerMany(memory, 3, { outcome: "DISABLED" });
    offerMany(memory, 2, { keyId: "key_2" });
    offerMany(memory, 1, { atMs: minute + 60_000 });
    const { entries, rests, drops } = memory.take();
    expect(entries.map(({ keyId, outcome, more }) => [keyId, outcome, more])).toEqual([
      ...Array.from({ length: 9 }, () => ["key_1", "EXPIRED", 0]),
      ["key_1", "EXPIRED", 15],
      ...Array.from({ length: 3 }, () => ["key_1", "DISABLED", 0]),
      ...Array.from({ length: 2 }, () => ["key_2", "EXPIRED", 0]),
      ["key_1", "EXPIRED", 0],
    ]);
    expect([rests, drops]).toEqual([[], []]);
  });

  it("counts on an entry that has already been taken", () => {
    const memory = createRequestMemory(1_000);
    offerMany(memory, 10);
    const last = memory.take().entries.at(-1);
    offerMany(memory, 5);
    expect(memory.take().rests).toMatchObject([{ requestId: last?.requestId, more: 5 }]);
  });

  it("keeps one accepted request of a key per minute", () => {
    const memory = createRequestMemory(1_000);
    offerMany(memory, 100, { outcome: "VALID" });
    offerMany(memory, 100, { outcome: "VALID", atMs: minute + 60_000 });
    const { entries, rests, drops } = memory.take();
    expect(entries.map(({ more }) => more)).toEqual([0, 0]);
    expect([rests, drops]).toEqual([[], []]);
  });

  it("limits requests without a known key by network", () => {
    const memory = createRequestMemory(1_000);
    const unknown = { outcome: "NOT_FOUND", teamId: null, keyId: null } as const;
    offerMany(memory, 20, unknown);
    offerMany(memory, 1, { ...unknown, address: "192.0.2.2" });
    expect(
      memory
        .take()
        .entries.map(({ address, more }) => [address, more])
        .slice(-2),
    ).toEqual([
      ["192.0.2.1", 10],
      ["192.0.2.2", 0],
    ]);
    for (let host = 1; host <= 20; host++) offerMany(memory, 1, { ...unknown, address: `2001:db8::${host}` });
    expect(memory.take().entries.map(({ address, more }) => [address, more])).toEqual([
      ...Array.from({ length: 9 }, (_, index) => [`2001:db8::${index + 1}`, 0]),
      ["2001:db8::10", 10],
    ]);
  });

  it("logs a rejected key during a flood of requests without a known key", () => {
    const memory = createRequestMemory(1_000, 2_000, 200);
    const unknown = { outcome: "NOT_FOUND", teamId: null, keyId: null } as const;
    for (let host = 0; host < 3_000; host++) {
      offer(memory, createEntry({ ...unknown, address: `2001:db8::${host.toString(16)}` }));
      offer(memory, createEntry({ ...unknown, address: `10.1.${host >> 8}.${host & 255}` }));
    }
    const rejected = createEntry();
    offer(memory, rejected);
    const { entries, rests, drops } = memory.take();
    expect(entries).toContain(rejected);
    expect(entries).toHaveLength(101);
    expect(rests).toEqual([]);
    const logged = entries.reduce((sum, { more }) => sum + 1 + more, 0);
    expect(drops).toEqual([[null, 6_001 - logged]]);
  });

  it("counts rejected requests that it has no room for by team, and keeps room for each kind", () => {
    const memory = createRequestMemory(100);
    for (let key = 0; key < 200; key++) {
      offerMany(memory, 1, { keyId: `key_${key}`, outcome: "VALID" });
      offerMany(memory, 1, { keyId: null, teamId: null, outcome: "NOT_FOUND", address: `192.0.2.${key}` });
      offerMany(memory, 1, { keyId: `key_${key}` });
    }
    const { entries, drops } = memory.take();
    const sizes = Map.groupBy(entries, ({ sample }) => sample);
    expect([...sizes].map(([sample, { length }]) => [sample, length]).sort()).toEqual([
      ["accepted", 20],
      ["rejected", 70],
      ["unknown", 10],
    ]);
    expect(drops.sort()).toEqual([
      [null, 190],
      ["team_1", 130],
    ]);
  });

  it("stays within its limits when keys and teams are invented", () => {
    const memory = createRequestMemory(100, 1_000);
    for (let key = 0; key < 20_000; key++) {
      offerMany(memory, 1, { keyId: `key_${key}`, teamId: `team_${key}` });
    }
    expect(memory.size).toBe(70);
    const batch = memory.take();
    expect(batch.drops.length).toBeLessThanOrEqual(1_001);
    expect(sumDrops(batch)).toBe(20_000 - 70);
  });

  it("keeps ten of a minute when several threads report theirs", () => {
    const [main, first, second] = [1, 2, 3].map(() => createRequestMemory(1_000));
    if (main === undefined || first === undefined || second === undefined) expect.unreachable();
    const store = createStore();
    for (let round = 0; round < 3; round++) {
      offerMany(first, 20);
      offerMany(second, 20);
      offerMany(main, 1);
      main.merge(first.take());
      main.merge(second.take());
      store.write(main.take());
    }
    expect(store.rows.size).toBe(10);
    expect(store.total).toBe(123);
  });

  it("stores again what could not be written, and drops what has no room by then", () => {
    const memory = createRequestMemory(20);
    offerMany(memory, 10);
    const unwritten = memory.take();
    offerMany(memory, 10, { keyId: "key_2" });
    memory.putBack(unwritten);
    const { entries, drops } = memory.take();
    expect(entries).toHaveLength(14);
    expect(drops).toEqual([["team_1", 6]]);
  });

  it("counts requests as dropped that follow an entry which was lost", () => {
    const memory = createRequestMemory(20);
    offerMany(memory, 10);
    const unwritten = memory.take();
    offerMany(memory, 3);
    offerMany(memory, 10, { keyId: "key_2" });
    memory.putBack(unwritten);
    offerMany(memory, 2);
    const store = createStore();
    store.write(memory.take());
    expect(store.total).toBe(25);
    offerMany(memory, 4, { keyId: "key_2" });
    memory.forget([...store.rows.values()]);
    offerMany(memory, 5, { keyId: "key_2" });
    const { rests, drops } = memory.take();
    expect(rests).toEqual([]);
    expect(drops).toEqual([["team_1", 9]]);
  });
});

describe("the entries of a request memory", () => {
  const request = fc.record({
    keyId: fc.constantFrom("key_1", "key_2"),
    outcome: fc.constantFrom<RequestOutcome>("VALID", "EXPIRED", "RATE_LIMITED"),
    /** How long after the request before. */
    afterMs: fc.constantFrom(0, 0, 0, 1, 20_000, 61_000),
  });

  it("equal those of a plain list, and every rejected request is in an entry or a count", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 9, arbitrary: request }, fc.constant("take" as const)), {
          maxLength: 200,
        }),
        (steps) => {
          const memory = createRequestMemory(10_000);
          const store = createStore();
          const model = new Map<string, number>();
          const expected: string[] = [];
          let now = minute;
          let rejected = 0;
          for (const step of steps) {
            if (step === "take") {
              store.write(memory.take());
              continue;
            }
            now += step.afterMs;
            const entry = createEntry({ ...step, atMs: now });
            const name = `${step.keyId} ${step.outcome} ${now - (now % 60_000)}`;
            const before = model.get(name) ?? 0;
            model.set(name, before + 1);
            if (before < maxPerMinute[entry.sample]) expected.push(entry.requestId);
            if (entry.sample === "rejected") rejected += 1;
            offer(memory, entry);
          }
          store.write(memory.take());
          expect([...store.rows.keys()]).toEqual(expected);
          const accepted = [...store.rows.values()].filter(({ sample }) => sample === "accepted").length;
          expect(store.total).toBe(rejected + accepted);
        },
      ),
      { numRuns: 300 },
    );
  });
});
