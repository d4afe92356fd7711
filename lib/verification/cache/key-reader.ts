import type { KeyRecord } from "#lib/domain/keys/key-record.ts";
import { type KnownKey, prepareKey } from "#lib/verification/record/known-key.ts";
import type { ReadGate } from "#lib/verification/record/read-gate.ts";
import { createRecentChanges } from "#lib/verification/record/recent-changes.ts";
import { listSubjects } from "./key-cache.ts";

export interface KeyReading {
  /** Null if there is no such key. */
  record: KeyRecord | null;
  /**
   * When the database was queried, by performance.now(). Null if the key may have changed since then and must
   * not be cached.
   */
  atMs: number | null;
}

/** Reads keys. Concurrent requests for the same key share one read. */
export interface KeyReader {
  /** Rejects as the read does. */
  read(digest: string): Promise<KnownKey | null>;
  forget(subjectIds: readonly string[]): void;
  forgetAll(): void;
}

export interface KeyReaderOptions {
  readKey: (digest: string) => Promise<KeyReading>;
  gate: ReadGate;
  /** Called with the result and the time of the read, unless the key has changed in the meantime. */
  keep: (digest: string, key: KnownKey | null, atMs: number) => void;
}

export function createKeyReader({ readKey, gate, keep }: KeyReaderOptions): KeyReader {
  const running = new Map<string, Promise<KnownKey | null>>();
  const changes = createRecentChanges();

  const run = async (digest: string): Promise<KnownKey | null> => {
    const mark = changes.begin();
    try {
      const { record, atMs } = await gate.run(() => readKey(digest));
      const key = record === null ? null : prepareKey(record);
      const hasChanged = changes.haveTouched(mark, key === null ? [] : listSubjects(key));
      if (!hasChanged && atMs !== null) keep(digest, key, atMs);
      return key;
    } finally {
      changes.end();
    }
  };

  return {
    read: (digest) => {
      const existing = running.get(digest);
      if (existing !== undefined) return existing;
      const started = run(digest).finally(() => {
        if (running.get(digest) === started) running.delete(digest);
      });
      running.set(digest, started);
      return started;
    },
    forget: (subjectIds) => {
      changes.add(subjectIds);
      // Later requests must not receive what was read before the change.
      running.clear();
    },
    forgetAll: () => {
      changes.addAll();
      running.clear();
    },
  };
}
