import type { KeyRecord } from "#lib/keys/key-record.ts";
import { listSubjects } from "./key-cache.ts";
import { type KnownKey, prepareKey } from "./known-key.ts";
import type { ReadGate } from "./read-gate.ts";
import { createRecentChanges } from "./recent-changes.ts";

export interface KeyReading {
  /** Null: there is no such key. */
  record: KeyRecord | null;
  /** When the database was asked, by performance.now(). Null: it may have changed since then, and is not to be kept. */
  atMs: number | null;
}

/** Reads keys, each once for everybody who asks for it at the same time. */
export interface KeyReader {
  /** Rejects as the read does. */
  read(digest: string): Promise<KnownKey | null>;
  forget(subjectIds: readonly string[]): void;
  forgetAll(): void;
}

export interface KeyReaderOptions {
  readKey: (digest: string) => Promise<KeyReading>;
  gate: ReadGate;
  /** Given what was read and when, unless it has changed meanwhile. */
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
      const present = running.get(digest);
      if (present !== undefined) return present;
      const started = run(digest).finally(() => {
        if (running.get(digest) === started) running.delete(digest);
      });
      running.set(digest, started);
      return started;
    },
    forget: (subjectIds) => {
      changes.add(subjectIds);
      // Whoever asks from now on must not be given what was read before the change.
      running.clear();
    },
    forgetAll: () => {
      changes.addAll();
      running.clear();
    },
  };
}
