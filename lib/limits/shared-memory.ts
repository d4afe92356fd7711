import { createHashSeed, type HashSeed } from "./name-hash.ts";

/**
 * The counters of all threads of a process, in one SharedArrayBuffer. Plain data, so that it can be posted to a worker.
 *
 * The buffer is divided into lines of 64 bytes, numbered from 0; a line's number is a pointer to it, and 0 to none:
 * - line 0: how many lines are in use;
 * - one line per stripe: its lock, and what the lock protects beside the counters themselves;
 * - the buckets, 16 to a line: the first counter of a chain;
 * - one line per counter, taken in turn, so that memory which was never used is never touched and costs nothing.
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
/** How many counters are in the stripe's chains. A thread that ends in between may leave it too low, never too high. */
export const countWord = 1;
/** The first of a chain of lines to use again. */
export const freeWord = 2;
/** The bucket of the stripe that is looked at next for counters to drop. */
export const sweepWord = 3;
/** Number (not word) of a stripe's line: the latest time that was read under the lock. */
export const lastMsNumber = 4;

/** Words of a counter's line, behind its `cellsPerCounter` numbers. */
export const hashWord = 12;
export const nextWord = 15;

const minBuckets = 1_024;
const maxStripes = 1_024;
const minBucketsPerStripe = 16;

/**
 * There is room for this many times `maxCounters`: counters of keys and people that are in use are never dropped. It is
 * address space only. More keys than that a minute cannot be read from the database.
 */
const roomFactor = 4;
const minRoom = 8_192;

/** Where things begin. */
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
  /** How many counters are kept while none has to be dropped; 64 bytes each once they are used. */
  maxCounters: number;
  /** Threads are numbered from 1 to this. */
  threads: number;
}

/** In the main thread, once. */
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
 * Frees what a thread that no longer runs has locked. Call it after the worker's `exit` event, and only then: before it,
 * the thread may still write. Its number may be used again afterwards. Answers how many locks it held: 0 or 1.
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
