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

const sweptAtOnce = 16;
const firstCounters = 1_024;

/**
 * Each new counter pays for looking at a few others, in the order of their cells, and dropping those that are over. When
 * there are more live ones than `maxCounters`, the oldest address makes room: addresses are cheap to invent. A counter of
 * a key or a person is never dropped while it is live, because its limit would start again; there are no more of these
 * than have been used within a minute.
 */
export function createCounterStore(maxCounters: number, clock: LimitClock): CounterStore {
  const byKind = { address: new Map<string, number>(), other: new Map<string, number>() };
  const kindOf = (name: string) => (name.startsWith("address:") ? byKind.address : byKind.other);
  let cells = createCells(Math.min(firstCounters, maxCounters));
  /** Each counter's name, in the order of the cells; null where cells are free. */
  const names: (string | null)[] = [];
  const free: number[] = [];
  /**
   * The address that was opened first is the next one here. Kept: a new iterator would have to pass all the entries that were
   * deleted at the beginning of the map, which makes each of many new counters slower.
   */
  let oldestAddress = byKind.address.entries();
  /** The counter that is looked at next. */
  let hand = 0;

  const drop = (name: string, at: number) => {
    kindOf(name).delete(name);
    names[at / cellsPerCounter] = null;
    cells.fill(0, at, at + cellsPerCounter);
    free.push(at);
  };

  const dropOver = () => {
    const nowMs = clock.readMs();
    for (let looked = Math.min(sweptAtOnce, names.length); looked > 0; looked--) {
      hand = hand + 1 < names.length ? hand + 1 : 0;
      const name = names[hand] ?? null;
      const at = hand * cellsPerCounter;
      if (name !== null && isOver(cells, at, nowMs)) drop(name, at);
    }
  };

  const dropOldestAddress = () => {
    let { done, value } = oldestAddress.next();
    if (done) {
      // All that it passed are dropped, and an iterator that has ended does not go on with later ones.
      oldestAddress = byKind.address.entries();
      ({ done, value } = oldestAddress.next());
    }
    if (!done && value !== undefined) drop(...value);
  };

  const makeRoom = () => {
    dropOver();
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
