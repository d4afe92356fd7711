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

/** Counters of one kind, in the order in which they were opened. */
interface Kind {
  counters: Map<string, number>;
  /**
   * Where the sweep is, and the first one that was opened. Both are iterators that are kept: a new one would have to pass
   * all the entries that were deleted at the beginning of the map, which makes each of many new counters slower.
   */
  sweep: MapIterator<[string, number]>;
  oldest: MapIterator<[string, number]>;
}

function createKind(): Kind {
  const counters = new Map<string, number>();
  return { counters, sweep: counters.entries(), oldest: counters.entries() };
}

/**
 * Each new counter pays for looking at a few old ones and dropping those that are over. When there are more live ones than
 * `maxCounters`, the oldest address makes room: addresses are cheap to invent. A counter of a key or a person is never
 * dropped while it is live, because its limit would start again; there are no more of these than have been used within
 * a minute.
 */
export function createCounterStore(maxCounters: number, clock: LimitClock): CounterStore {
  const byKind = { address: createKind(), other: createKind() };
  const countersLike = (name: string) =>
    (name.startsWith("address:") ? byKind.address : byKind.other).counters;
  let cells = createCells(Math.min(firstCounters, maxCounters));
  let usedCells = 0;
  const free: number[] = [];

  const drop = (counters: Map<string, number>, [name, at]: [string, number]) => {
    counters.delete(name);
    cells.fill(0, at, at + cellsPerCounter);
    free.push(at);
  };

  const dropOver = (kind: Kind, nowMs: number) => {
    for (let looked = 0; looked < sweptAtOnce; looked++) {
      const { done, value } = kind.sweep.next();
      if (done) {
        kind.sweep = kind.counters.entries();
        return;
      }
      if (isOver(cells, value[1], nowMs)) drop(kind.counters, value);
    }
  };

  const dropOldest = (kind: Kind) => {
    let { done, value } = kind.oldest.next();
    if (done) {
      // All that it passed are dropped, and an iterator that has ended does not go on with later ones.
      kind.oldest = kind.counters.entries();
      ({ done, value } = kind.oldest.next());
    }
    if (!done && value !== undefined) drop(kind.counters, value);
  };

  const makeRoom = () => {
    const nowMs = clock.readMs();
    dropOver(byKind.address, nowMs);
    dropOver(byKind.other, nowMs);
    const { address, other } = byKind;
    if (address.counters.size + other.counters.size >= maxCounters) dropOldest(address);
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
    find: (name) => countersLike(name).get(name),
    open: (name) => {
      const counters = countersLike(name);
      const existing = counters.get(name);
      if (existing !== undefined) return existing;
      makeRoom();
      const at = takeCells();
      counters.set(name, at);
      return at;
    },
  };
}
