import type { LimitClock } from "./limit-clock.ts";
import { type CounterCells, cellsPerCounter, createCells, isOver } from "./window.ts";

/** Counters by name, all of them in one array. */
export interface CounterStore {
  /** Changes when the store grows: read it again for every use. */
  readonly cells: CounterCells;
  /** The offset of the counter's cells, or undefined if nothing was counted. */
  find(name: string): number | undefined;
  /** The same, but creates a missing counter. */
  open(name: string): number;
}

const checksPerCounter = 16;
const firstCounters = 1_024;

/**
 * For each new counter, the store checks a few others, in the order of their cells, and drops those whose
 * windows have ended. If there are more live counters than `maxCounters`, the oldest IP address is dropped,
 * because IP addresses are easy to vary. A live counter of a key or a person is never dropped, because its
 * limit would start again; there are never more of these than keys and people active within a minute.
 */
export function createCounterStore(maxCounters: number, clock: LimitClock): CounterStore {
  const byKind = { address: new Map<string, number>(), other: new Map<string, number>() };
  const kindOf = (name: string) => (name.startsWith("address:") ? byKind.address : byKind.other);
  let cells = createCells(Math.min(firstCounters, maxCounters));
  /** Each counter's name, in the order of the cells. Null where cells are free. */
  const names: (string | null)[] = [];
  const free: number[] = [];
  /**
   * The next address is the one that was opened first. The iterator is kept: a new one would have to pass all
   * the deleted entries at the beginning of the map, which would make every new counter slower.
   */
  let oldestAddress = byKind.address.entries();
  /** The counter that is checked next. */
  let nextToCheck = 0;

  const drop = (name: string, at: number) => {
    kindOf(name).delete(name);
    names[at / cellsPerCounter] = null;
    cells.fill(0, at, at + cellsPerCounter);
    free.push(at);
  };

  const dropEnded = () => {
    const nowMs = clock.readMs();
    for (let remaining = Math.min(checksPerCounter, names.length); remaining > 0; remaining--) {
      nextToCheck = nextToCheck + 1 < names.length ? nextToCheck + 1 : 0;
      const name = names[nextToCheck] ?? null;
      const at = nextToCheck * cellsPerCounter;
      if (name !== null && isOver(cells, at, nowMs)) drop(name, at);
    }
  };

  const dropOldestAddress = () => {
    let { done, value } = oldestAddress.next();
    if (done) {
      // All entries it has passed are deleted, and an exhausted iterator does not return later entries.
      oldestAddress = byKind.address.entries();
      ({ done, value } = oldestAddress.next());
    }
    if (!done && value !== undefined) drop(...value);
  };

  const makeRoom = () => {
    dropEnded();
    if (byKind.address.size + byKind.other.size < maxCounters) return;
    dropOldestAddress();
  };

  const takeCells = (): number => {
    const freed = free.pop();
    if (freed !== undefined) return freed;
    const at = names.push(null) * cellsPerCounter - cellsPerCounter;
    if (at + cellsPerCounter > cells.length) {
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
      names[at / cellsPerCounter] = name;
      return at;
    },
  };
}
