import { createHashSeed, type HashSeed } from "#lib/domain/limits/name-hash.ts";

/**
 * The counters of all threads of a process, in one SharedArrayBuffer. It is plain data, so that it can be
 * posted to a worker.
 *
 * The buffer is divided into lines of 64 bytes, numbered from 0. A line's number serves as a pointer to it; 0
 * means none.
 * - line 0: how many lines are in use;
 * - one line per stripe: its lock, and what the lock protects besides the counters themselves;
 * - the buckets, 16 per line: the first counter of each chain;
 * - one line per counter, allocated in order, so that unused memory is never touched and costs nothing.
 */
export interface LimiterMemory {
  buffer: SharedArrayBuffer;
  seed: HashSeed;
  maxCounters: number;
  threads: number;
  stripes: number;
  buckets: number;
}

const bytesPerLine = 64;
export const wordsPerLine = 16;
export const numbersPerLine = 8;

/** Words of line 0. */
export const usedLinesWord = 0;

/** Words of a stripe's line. The lock: the number of the thread that holds it, or 0. */
export const lockWord = 0;
/**
 * How many counters are in the stripe's chains. A thread terminated in between can leave it too low, never
 * too high.
 */
export const countWord = 1;
/** The first of a chain of free lines. */
export const freeWord = 2;
/** The stripe's bucket that is checked next for counters to drop. */
export const sweepWord = 3;
/** Number (not word) of a stripe's line: the latest time that was read under the lock. */
export const lastMsNumber = 4;

/** Words of a counter's line, after its `cellsPerCounter` numbers. */
export const hashWord = 12;
export const nextWord = 15;

const minBuckets = 1_024;
const maxStripes = 1_024;
const minBucketsPerStripe = 16;

/**
 * There is room for this many times `maxCounters`: counters of keys and people that are in use are never
 * dropped. This reserves only address space. The database cannot deliver more keys than that per minute.
 */
const roomFactor = 4;
const minRoom = 8_192;

/** Where each part of the buffer begins. */
export function describeLayout({ stripes, buckets }: Pick<LimiterMemory, "stripes" | "buckets">) {
  const firstStripeLine = 1;
  const firstBucketLine = firstStripeLine + stripes;
  return {
    firstStripeLine,
    firstBucketWord: firstBucketLine * wordsPerLine,
    firstCounterLine: firstBucketLine + Math.ceil(buckets / wordsPerLine),
  };
}

interface MemoryOptions {
  /** How many counters are kept before some are dropped; 64 bytes each once they are used. */
  maxCounters: number;
  /** Threads are numbered from 1 to this number. */
  threads: number;
}

/** Call it once, in the main thread. */
export function createLimiterMemory({ maxCounters, threads }: MemoryOptions): LimiterMemory {
  const buckets = 2 ** Math.ceil(Math.log2(Math.max(maxCounters, minBuckets)));
  const stripes = Math.min(maxStripes, buckets / minBucketsPerStripe);
  const { firstCounterLine } = describeLayout({ stripes, buckets });
  const lines = firstCounterLine + Math.max(minRoom, roomFactor * maxCounters);
  const buffer = new SharedArrayBuffer(lines * bytesPerLine);
  new Int32Array(buffer)[usedLinesWord] = firstCounterLine;
  return { buffer, seed: createHashSeed(), maxCounters, threads, stripes, buckets };
}

/**
 * Releases the locks of a thread that no longer runs. Call it only after the worker's `exit` event: until
 * then the thread may still write. Its number can be used again afterwards. Returns how many locks it held: 0
 * or 1.
 */
export function releaseThread({ buffer, stripes }: LimiterMemory, threadId: number): number {
  const words = new Int32Array(buffer);
  const { firstStripeLine } = describeLayout({ stripes, buckets: 0 });
  let released = 0;
  for (let stripe = 0; stripe < stripes; stripe++) {
    const at = (firstStripeLine + stripe) * wordsPerLine + lockWord;
    if (Atomics.compareExchange(words, at, threadId, 0) === threadId) released += 1;
  }
  return released;
}
