import type { KnownKey } from "./known-key.ts";

export interface CachedKey {
  key: KnownKey;
  /** When its reading began, by performance.now(). */
  readAtMs: number;
  digest: string;
  /** Since the last time it was looked at for removal. */
  isUsed: boolean;
}

/** Known keys by the digest of their secret, a bounded number of them. */
export interface KeyCache {
  find(digest: string): CachedKey | undefined;
  store(digest: string, key: KnownKey, readAtMs: number): void;
  /** Removes every key the subject (a key, member, person, team or environment) bears on. */
  forget(subjectId: string): void;
  clear(): void;
  readonly size: number;
}

/** Whose changes can alter this key's verdicts. */
export function listSubjects({ record }: KnownKey): string[] {
  const { keyId, teamId, environment, owner, memberId } = record;
  const subjects = [keyId, teamId, environment.id];
  if (owner.type === "user") subjects.push(owner.id);
  if (memberId !== null) subjects.push(memberId);
  return subjects;
}

/**
 * When full, the first in line that has not been used since it was last looked at makes room (the CLOCK rule). Moving
 * each hit to the end instead, as an exact LRU does, makes V8 rebuild the whole map every so many hits.
 */
export function createKeyCache(mostKeys: number): KeyCache {
  const keys = new Map<string, CachedKey>();
  const index = createSubjectIndex();

  const remove = (cached: CachedKey) => {
    keys.delete(cached.digest);
    for (const subjectId of listSubjects(cached.key)) index.remove(subjectId, cached);
  };

  const makeRoom = () => {
    for (const cached of keys.values()) {
      if (!cached.isUsed) return remove(cached);
      cached.isUsed = false;
      keys.delete(cached.digest);
      keys.set(cached.digest, cached);
    }
  };

  return {
    find: (digest) => {
      const cached = keys.get(digest);
      if (cached !== undefined) cached.isUsed = true;
      return cached;
    },
    store: (digest, key, readAtMs) => {
      const old = keys.get(digest);
      if (old !== undefined) remove(old);
      else if (keys.size >= mostKeys) makeRoom();
      const cached = { key, readAtMs, digest, isUsed: false };
      keys.set(digest, cached);
      for (const subjectId of listSubjects(key)) index.add(subjectId, cached);
    },
    forget: (subjectId) => {
      for (const cached of index.list(subjectId)) remove(cached);
    },
    clear: () => {
      keys.clear();
      index.clear();
    },
    get size() {
      return keys.size;
    },
  };
}

/** Keys by subject. Most subjects have one key, which then stands there without a set around it. */
function createSubjectIndex() {
  const bySubject = new Map<string, CachedKey | Set<CachedKey>>();
  return {
    add: (subjectId: string, cached: CachedKey) => {
      const present = bySubject.get(subjectId);
      if (present === undefined) bySubject.set(subjectId, cached);
      else if (present instanceof Set) present.add(cached);
      else bySubject.set(subjectId, new Set([present, cached]));
    },
    remove: (subjectId: string, cached: CachedKey) => {
      const present = bySubject.get(subjectId);
      if (present === cached) bySubject.delete(subjectId);
      else if (present instanceof Set) {
        present.delete(cached);
        if (present.size === 0) bySubject.delete(subjectId);
      }
    },
    list: (subjectId: string): CachedKey[] => {
      const present = bySubject.get(subjectId);
      if (present === undefined) return [];
      return present instanceof Set ? [...present] : [present];
    },
    clear: () => bySubject.clear(),
  };
}
