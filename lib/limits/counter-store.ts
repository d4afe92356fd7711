import type { LimitClock } from "./limit-clock.ts";
import { type CounterCells, cellsPerCounter, createCells, isOver } from "./window.ts";

/** Counters by name, all of them in one flat memory. */
export interface CounterStore {
  /** Changes when the store grows: read it anew for every use. */
  readonly cells: CounterCells;
  /** Where the counter's cells begin; undefined: nothing was counted. */
  find(name: string): number | undefined;
  /** The same, with a new counter where there is none. */
  open(name: string): number;
}

const sweptAtOnce = 8;
const firstCounters = 1_024;

/**
 * Each new counter pays for looking at a few old ones and dropping those that are over. When there are more live ones than
 * `maxCounters`, the oldest address makes room: addresses are cheap to invent. A counter of a key or a person is never
 * dropped while it is live, because its limit would start again; there are no more of these than have been used within
 * a minute.
 */
export function createCounterStore(maxCounters: number, clock: LimitClock): CounterStore {
  const byKind = { address: new Map<string, number>(), other: new Map<string, number>() };
  const kindOf = (name: string) => (name.startsWith("address:") ? byKind.address : byKind.other);
  let cells = createCells(Math.min(firstCounters, maxCounters));
  let usedCells = 0;
  const free: number[] = [];

  const drop = (counters: Map<string, number>, name: string, at: number) => {
    counters.delete(name);
    cells.fill(0, at, at + cellsPerCounter);
    free.push(at);
  };

  const dropOver = (counters: Map<string, number>, nowMs: number) => {
    let looked = 0;
    for (const [name, at] of counters) {
      if (looked++ === sweptAtOnce) return;
      if (isOver(cells, at, nowMs)) drop(counters, name, at);
      else {
        // A live one goes to the back of the queue, so that the sweep comes round to all.
        counters.delete(name);
        counters.set(name, at);
      }
    }
  };

  const makeRoom = () => {
    const nowMs = clock.readMs();
    dropOver(byKind.address, nowMs);
    dropOver(byKind.other, nowMs);
    if (byKind.address.size + byKind.other.size < maxCounters) return;
    const [oldest] = byKind.address;
    if (oldest !== undefined) drop(byKind.address, ...oldest);
  };

  const takeCells = (): number => {
    const freed = free.pop();
    if (freed !== undefined) return freed;
    const at = usedCells;
    usedCells += cellsPerCounter;
    if (usedCells > cells.length) {
      const grown = new Float64Array(cells.length * 2);
      grown.set(cells);
      cells = grown;
    }
    return at;
  };

  return {
    get cells() {
      return cells;
    },
    find: (name) => kindOf(name).get(name),
    open: (name) => {
      const counters = kindOf(name);
      const existing = counters.get(name);
      if (existing !== undefined) return existing;
      makeRoom();
      const at = takeCells();
      counters.set(name, at);
      return at;
    },
  };
}
