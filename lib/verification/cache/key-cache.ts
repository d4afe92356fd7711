import { readWord } from "#lib/verification/record/digest-words.ts";
import { createGroupIndex, listGroupSubjects } from "#lib/verification/record/group-index.ts";
import type { KnownKey } from "#lib/verification/record/known-key.ts";
import { createPlaceTable } from "#lib/verification/record/place-table.ts";

export interface CachedKey {
  key: KnownKey;
  /** When the read began, by performance.now(). */
  readAtMs: number;
}

/** A limited number of known keys, by the SHA-256 digest of their secret (one byte per character). */
export interface KeyCache {
  find(digest: string): CachedKey | undefined;
  store(digest: string, key: KnownKey, readAtMs: number): void;
  /** Removes every key that a change of the subject (a key, member, person, team or environment) can alter. */
  forget(subjectId: string): void;
  clear(): void;
  readonly size: number;
}

/** The subjects whose changes can alter this key's verdicts. */
export function listSubjects({ keyId, group }: KnownKey): string[] {
  return [keyId, ...listGroupSubjects(group)];
}

const digestWords = 8;
const firstPlaces = 64;

/** FNV-1a. The console generates the ids, so they cannot be chosen to collide. */
function hashId(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** The data of all places, in parallel arrays, so that a place needs no object of its own. */
function createPlaces() {
  return {
    keys: [] as (KnownKey | null)[],
    digests: new Uint32Array(firstPlaces * digestWords),
    readAtMs: new Float64Array(firstPlaces),
    /** Whether the key was used since it was last considered for removal: 1 or 0. */
    isUsed: new Uint8Array(firstPlaces),
  };
}

type Places = ReturnType<typeof createPlaces>;

function growPlaces(old: Places): Places {
  const capacity = Math.ceil(old.readAtMs.length * 1.5);
  const grown = {
    keys: old.keys,
    digests: new Uint32Array(capacity * digestWords),
    readAtMs: new Float64Array(capacity),
    isUsed: new Uint8Array(capacity),
  };
  grown.digests.set(old.digests);
  grown.readAtMs.set(old.readAtMs);
  grown.isUsed.set(old.isUsed);
  return grown;
}

/**
 * When the cache is full, it removes the next key in line that was not used since it was last considered (the
 * CLOCK algorithm). An exact LRU would have to move a key to the end of the line on every hit.
 */
export function createKeyCache(maxKeys: number): KeyCache {
  const byDigest = createPlaceTable();
  const byKeyId = createPlaceTable();
  const groups = createGroupIndex();
  let places = createPlaces();
  let free: number[] = [];
  let size = 0;
  /** The place that is considered for removal next. */
  let nextCandidate = 0;

  const wanted = new Uint32Array(digestWords);
  const isWanted = (place: number): boolean => {
    const { digests } = places;
    const at = place * digestWords;
    for (let word = 0; word < digestWords; word++) if (digests[at + word] !== wanted[word]) return false;
    return true;
  };
  const findPlace = (digest: string): number => {
    for (let word = 0; word < digestWords; word++) wanted[word] = readWord(digest, word * 4);
    return byDigest.find(wanted[0] ?? 0, isWanted);
  };

  const remove = (place: number, key: KnownKey) => {
    byDigest.remove(places.digests[place * digestWords] ?? 0, place);
    byKeyId.remove(hashId(key.keyId), place);
    groups.remove(key.group, place);
    places.keys[place] = null;
    free.push(place);
    size -= 1;
  };

  const makeRoom = () => {
    for (;;) {
      const place = nextCandidate;
      nextCandidate = nextCandidate + 1 < places.keys.length ? nextCandidate + 1 : 0;
      const key = places.keys[place] ?? null;
      if (key === null) continue;
      if (places.isUsed[place] === 0) return remove(place, key);
      places.isUsed[place] = 0;
    }
  };

  const takePlace = (): number => {
    const freed = free.pop();
    if (freed !== undefined) return freed;
    if (places.keys.length === places.readAtMs.length) places = growPlaces(places);
    return places.keys.push(null) - 1;
  };

  /** Removes the keys at the places that `findAny` returns, one after another. */
  const removeAll = (findAny: () => number) => {
    for (let place = findAny(); place >= 0; place = findAny()) {
      const key = places.keys[place] ?? null;
      if (key === null) return;
      remove(place, key);
    }
  };

  return {
    find: (digest) => {
      const place = findPlace(digest);
      if (place < 0) return undefined;
      const key = places.keys[place] ?? null;
      if (key === null) return undefined;
      if (places.isUsed[place] === 0) places.isUsed[place] = 1;
      return { key, readAtMs: places.readAtMs[place] ?? 0 };
    },
    store: (digest, key, readAtMs) => {
      const old = findPlace(digest);
      const oldKey = old < 0 ? null : (places.keys[old] ?? null);
      if (oldKey !== null) remove(old, oldKey);
      else if (size >= maxKeys) makeRoom();
      const place = takePlace();
      // `findPlace` has left the digest's words in `wanted`.
      places.digests.set(wanted, place * digestWords);
      places.keys[place] = key;
      places.readAtMs[place] = readAtMs;
      places.isUsed[place] = 0;
      byDigest.add(wanted[0] ?? 0, place);
      byKeyId.add(hashId(key.keyId), place);
      groups.add(key.group, place);
      size += 1;
    },
    forget: (subjectId) => {
      const hash = hashId(subjectId);
      const isOfKey = (place: number) => places.keys[place]?.keyId === subjectId;
      removeAll(() => byKeyId.find(hash, isOfKey));
      removeAll(() => groups.findAny(subjectId));
    },
    clear: () => {
      byDigest.clear();
      byKeyId.clear();
      groups.clear();
      places = createPlaces();
      free = [];
      size = 0;
      nextCandidate = 0;
    },
    get size() {
      return size;
    },
  };
}
