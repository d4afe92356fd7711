/** The maximum load: a search then checks two slots on average. */
const maxLoad = 2 / 3;
const minSlots = 64;

/** Whether the entry at this place is the requested one. */
type Match = (place: number) => boolean;

/**
 * Finds the places of entries stored elsewhere, by a 32-bit hash. It is an open-addressed hash table with
 * linear probing in one typed array: 8 bytes per slot, no work for the garbage collector, and no pause for a
 * rebuild when entries are added and removed.
 */
export interface PlaceTable {
  /** The place of a matching entry with this hash, or -1 if there is none. */
  find(hash: number, isMatch: Match): number;
  add(hash: number, place: number): void;
  remove(hash: number, place: number): void;
  clear(): void;
}

export function createPlaceTable(): PlaceTable {
  let slots = minSlots;
  /** For each slot the hash, and the place plus one: zero marks a free slot. */
  let table = new Int32Array(slots * 2);
  let size = 0;

  const homeOf = (hash: number) => (hash >>> 0) % slots;
  const next = (slot: number) => (slot + 1 === slots ? 0 : slot + 1);

  const insert = (hash: number, stored: number) => {
    let slot = homeOf(hash);
    while (table[slot * 2 + 1] !== 0) slot = next(slot);
    table[slot * 2] = hash;
    table[slot * 2 + 1] = stored;
  };

  const grow = () => {
    const old = table;
    slots = Math.ceil(slots * 1.5);
    table = new Int32Array(slots * 2);
    for (let at = 0; at < old.length; at += 2) {
      const [hash = 0, stored = 0] = [old[at], old[at + 1]];
      if (stored !== 0) insert(hash, stored);
    }
  };

  /**
   * Fills the gap with a later entry that could no longer be reached across it, and repeats this until the
   * run ends.
   */
  const close = (gap: number) => {
    let free = gap;
    for (let slot = next(gap); table[slot * 2 + 1] !== 0; slot = next(slot)) {
      const home = homeOf(table[slot * 2] ?? 0);
      const staysReachable = free < slot ? home > free && home <= slot : home > free || home <= slot;
      if (staysReachable) continue;
      table.copyWithin(free * 2, slot * 2, slot * 2 + 2);
      free = slot;
    }
    table[free * 2 + 1] = 0;
  };

  return {
    find: (hash, isMatch) => {
      const wanted = hash | 0;
      for (let slot = homeOf(hash); ; slot = next(slot)) {
        const stored = table[slot * 2 + 1] ?? 0;
        if (stored === 0) return -1;
        if (table[slot * 2] === wanted && isMatch(stored - 1)) return stored - 1;
      }
    },
    add: (hash, place) => {
      if (size + 1 > slots * maxLoad) grow();
      insert(hash, place + 1);
      size += 1;
    },
    remove: (hash, place) => {
      let slot = homeOf(hash);
      while (table[slot * 2 + 1] !== place + 1) {
        if (table[slot * 2 + 1] === 0) return;
        slot = next(slot);
      }
      close(slot);
      size -= 1;
    },
    clear: () => {
      slots = minSlots;
      table = new Int32Array(slots * 2);
      size = 0;
    },
  };
}
