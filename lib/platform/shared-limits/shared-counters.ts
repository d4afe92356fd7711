import { ServiceError } from "#lib/domain/common/errors.ts";
import { hashName, wordsPerHash } from "#lib/domain/limits/name-hash.ts";
import { type CounterCells, cellsPerCounter, isOver } from "#lib/domain/limits/window.ts";
import {
  countWord,
  describeLayout,
  freeWord,
  hashWord,
  type LimiterMemory,
  lastMsNumber,
  lockWord,
  nextWord,
  numbersPerLine,
  sweepWord,
  usedLinesWord,
  wordsPerLine,
} from "./shared-memory.ts";

/** A thread's view of the shared memory. Call `find`, `open` and `advance` only while holding the lock. */
export interface SharedCounters {
  readonly cells: CounterCells;
  /** Selects the counter that all other functions use. */
  choose(name: string): void;
  /** Returns false if another thread has held the lock for a few microseconds. */
  lock(): boolean;
  unlock(): void;
  /** The offset of the counter's cells, or undefined if nothing was counted. */
  find(): number | undefined;
  /**
   * Creates the counter, which must not exist, and returns the offset of its cells. Drops a few others that
   * have ended at this time.
   */
  open(nowMs: number): number;
  /** Returns this time, or a later one that another thread has read: within a stripe, time does not go back. */
  advance(nowMs: number): number;
}

/** A lock is held for less than a microsecond, unless its holder's thread is not running. */
const spins = 200;

/** Buckets checked for each new counter, to drop ended ones. */
const minSweptBuckets = 8;
/** The same while an address has to make room and none was found. */
const maxSweptBuckets = 64;

/**
 * Counters are chained by bucket. A thread can be terminated between any two writes while it holds a lock,
 * and others continue with the state it left. So each change below becomes visible with one write to one
 * word, and the worst possible loss is a line that is not used again.
 */
export function createSharedCounters(memory: LimiterMemory, threadId: number): SharedCounters {
  const words = new Int32Array(memory.buffer);
  const cells: CounterCells = new Float64Array(memory.buffer);
  const { firstStripeLine, firstBucketWord } = describeLayout(memory);
  const bucketsPerStripe = memory.buckets / memory.stripes;
  const maxInStripe = Math.ceil(memory.maxCounters / memory.stripes);
  const allLines = words.length / wordsPerLine;

  const hash = new Int32Array(wordsPerHash);
  let stripe = 0;
  let stripeAt = 0;
  let bucketAt = 0;

  const read = (at: number): number => words[at] ?? 0;
  const isAddress = (line: number) => (read(line * wordsPerLine + hashWord) & 1) === 1;
  const readMinuteEnd = (line: number) => cells[line * numbersPerLine + 1] ?? 0;

  const choose = (name: string) => {
    hashName(name, memory.seed, hash);
    const first = hash[0] ?? 0;
    const bucket = (first >>> 1) & (memory.buckets - 1);
    // One bit marks the counters that can be dropped to make room, because the name is not stored.
    hash[0] = name.startsWith("address:") ? first | 1 : first & ~1;
    stripe = Math.floor(bucket / bucketsPerStripe);
    stripeAt = (firstStripeLine + stripe) * wordsPerLine;
    bucketAt = firstBucketWord + bucket;
  };

  const lock = () => {
    const at = stripeAt + lockWord;
    if (Atomics.compareExchange(words, at, 0, threadId) === 0) return true;
    for (let spin = 0; spin < spins; spin++) {
      if (Atomics.load(words, at) === 0 && Atomics.compareExchange(words, at, 0, threadId) === 0) return true;
    }
    return false;
  };

  const isChosen = (line: number) => {
    const at = line * wordsPerLine + hashWord;
    return words[at] === hash[0] && words[at + 1] === hash[1] && words[at + 2] === hash[2];
  };

  const find = () => {
    for (let line = read(bucketAt); line !== 0; line = read(line * wordsPerLine + nextWord)) {
      if (isChosen(line)) return line * numbersPerLine;
    }
    return undefined;
  };

  /** `linkAt` is the word that points to the line: one write to it removes the line from the chain. */
  const drop = (linkAt: number, line: number) => {
    const nextAt = line * wordsPerLine + nextWord;
    words[stripeAt + countWord] = read(stripeAt + countWord) - 1;
    words[linkAt] = read(nextAt);
    words[nextAt] = read(stripeAt + freeWord);
    words[stripeAt + freeWord] = line;
  };

  /** The address seen in this sweep whose minute ends first, and the word that points to it. */
  const oldest = { line: 0, linkAt: 0 };

  const sweepBucket = (nowMs: number) => {
    const turn = read(stripeAt + sweepWord);
    words[stripeAt + sweepWord] = (turn + 1) % bucketsPerStripe;
    let linkAt = firstBucketWord + stripe * bucketsPerStripe + turn;
    for (let line = read(linkAt); line !== 0; line = read(linkAt)) {
      if (isOver(cells, line * numbersPerLine, nowMs)) {
        drop(linkAt, line);
        continue;
      }
      if (isAddress(line) && (oldest.line === 0 || readMinuteEnd(line) < readMinuteEnd(oldest.line))) {
        oldest.line = line;
        oldest.linkAt = linkAt;
      }
      linkAt = line * wordsPerLine + nextWord;
    }
  };

  const makeRoom = (nowMs: number) => {
    oldest.line = 0;
    const isCrowded = () => read(stripeAt + countWord) >= maxInStripe;
    const maxSwept = Math.min(maxSweptBuckets, bucketsPerStripe);
    for (let swept = 0; swept < maxSwept; swept++) {
      if (swept >= minSweptBuckets && (oldest.line !== 0 || !isCrowded())) break;
      sweepBucket(nowMs);
    }
    if (oldest.line !== 0 && isCrowded()) drop(oldest.linkAt, oldest.line);
  };

  const takeLine = (): number => {
    const freed = read(stripeAt + freeWord);
    if (freed !== 0) {
      words[stripeAt + freeWord] = read(freed * wordsPerLine + nextWord);
      return freed;
    }
    if (Atomics.load(words, usedLinesWord) < allLines) {
      const line = Atomics.add(words, usedLinesWord, 1);
      if (line < allLines) return line;
    }
    throw new ServiceError("service_unavailable", { headers: { "Retry-After": "60" } });
  };

  const open = (nowMs: number) => {
    makeRoom(nowMs);
    const line = takeLine();
    const at = line * numbersPerLine;
    cells.fill(0, at, at + cellsPerCounter);
    words.set(hash, line * wordsPerLine + hashWord);
    words[line * wordsPerLine + nextWord] = read(bucketAt);
    words[bucketAt] = line;
    words[stripeAt + countWord] = read(stripeAt + countWord) + 1;
    return at;
  };

  return {
    cells,
    choose,
    lock,
    unlock: () => {
      Atomics.store(words, stripeAt + lockWord, 0);
    },
    find,
    open,
    advance: (nowMs) => {
      const at = stripeAt / 2 + lastMsNumber;
      const lastMs = cells[at] ?? 0;
      if (lastMs >= nowMs) return lastMs;
      cells[at] = nowMs;
      return nowMs;
    },
  };
}
