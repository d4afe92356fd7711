import type { KeyRecord } from "#lib/keys/key-record.ts";
import { listSubjects } from "./key-cache.ts";
import { type KnownKey, prepareKey } from "./known-key.ts";
import { createReadGate, type ReadState } from "./read-gate.ts";
import { createRecentChanges } from "./recent-changes.ts";

/** Reads keys from the database, each once for everybody who asks for it at the same time. */
export interface KeyReader {
  /** Rejects as the read does. */
  read(digest: string): Promise<KnownKey | null>;
  getState(): ReadState;
  forget(subjectIds: readonly string[]): void;
  forgetAll(): void;
  /** The database has answered elsewhere. */
  confirmReachable(): void;
}

export interface KeyReaderOptions {
  readRecord: (digest: string) => Promise<KeyRecord | null>;
  /** Given what was read and when the reading began, unless it has changed meanwhile. */
  keep: (digest: string, key: KnownKey | null, startedAtMs: number) => void;
  /** performance.now() */
  readMs: () => number;
}

export function createKeyReader({ readRecord, keep, readMs }: KeyReaderOptions): KeyReader {
  const running = new Map<string, Promise<KnownKey | null>>();
  const changes = createRecentChanges();
  const gate = createReadGate(readMs);

  const run = async (digest: string): Promise<KnownKey | null> => {
    const startedAtMs = readMs();
    const mark = changes.begin();
    try {
      const record = await gate.run(() => readRecord(digest));
      const key = record === null ? null : prepareKey(record);
      if (!changes.haveTouched(mark, key === null ? [] : listSubjects(key))) keep(digest, key, startedAtMs);
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
    getState: gate.getState,
    forget: (subjectIds) => {
      changes.add(subjectIds);
      // Whoever asks from now on must not be given what was read before the change.
      running.clear();
    },
    forgetAll: () => {
      changes.addAll();
      running.clear();
    },
    confirmReachable: gate.open,
  };
}
