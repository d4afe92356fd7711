/** The table is 57% to 80% full, which takes 10 to 14 bytes per digest. */
const maxLoad = 0.8;
const growth = 1.4;
const minSlots = 1_024;

/**
 * A set of digests, each identified by its first 8 bytes. Among one million, another digest is mistaken for a member with a
 * probability of 1e6 / 2^64.
 */
export interface DigestSet {
  /** 32-bit halves of the first 8 bytes, big-endian. */
  add(high: number, low: number): void;
  has(high: number, low: number): boolean;
  readonly size: number;
  /** Bytes in use. */
  readonly bytes: number;
}

/** Creates a set with room for `expected` digests. It grows if necessary. */
export function createDigestSet(expected: number): DigestSet {
  let slots = Math.max(minSlots, Math.ceil(expected / maxLoad) + 1);
  let table = new Uint32Array(slots * 2);
  let size = 0;

  /** The index of the digest, or of the free slot for it. Digests are random, so no further hash is needed. */
  const locate = (high: number, low: number): number => {
    let slot = low % slots;
    for (;;) {
      const at = slot * 2;
      const isFree = table[at] === 0 && table[at + 1] === 0;
      if (isFree || (table[at] === high && table[at + 1] === low)) return at;
      slot = slot + 1 === slots ? 0 : slot + 1;
    }
  };

  const insert = (high: number, low: number): boolean => {
    const at = locate(high, low);
    if (table[at] === high && table[at + 1] === low) return false;
    table[at] = high;
    table[at + 1] = low;
    return true;
  };

  const grow = () => {
    const old = table;
    slots = Math.ceil(slots * growth);
    table = new Uint32Array(slots * 2);
    for (let at = 0; at < old.length; at += 2) {
      const [high = 0, low = 0] = [old[at], old[at + 1]];
      if (high !== 0 || low !== 0) insert(high, low);
    }
  };

  return {
    add: (high, low) => {
      if (size + 1 > slots * maxLoad) grow();
      // Zeros mark a free slot, so a digest that begins with eight zero bytes is stored as the next number.
      if (insert(high, high === 0 && low === 0 ? 1 : low)) size += 1;
    },
    has: (high, low) => {
      const stored = high === 0 && low === 0 ? 1 : low;
      const at = locate(high, stored);
      return table[at] === high && table[at + 1] === stored;
    },
    get size() {
      return size;
    },
    get bytes() {
      return table.byteLength;
    },
  };
}
