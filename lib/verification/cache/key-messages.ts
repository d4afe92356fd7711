import type { KeyRecord } from "#lib/domain/keys/key-record.ts";

export interface KeyQuestion {
  id: number;
  digest: string;
  /** The trace that the request is a part of. Only where traces are sent. */
  traceparent?: string | undefined;
}

export type KeyAnswer =
  | {
      id: number;
      record: KeyRecord | null /** In shared milliseconds, as KeyReading has it. */;
      atMs: number | null;
    }
  | { id: number; failure: string; isUnavailable: boolean };

/** From the thread with copies to the main thread. */
export type FromCopy =
  /** The thread listens: from now on it may hold copies. */
  | { kind: "hello" }
  | { kind: "ask"; questions: KeyQuestion[] }
  /** All changes up to this one have been applied. */
  | { kind: "forgot"; change: number };

/** From the main thread to the thread with copies, in the order of the events. */
export type ToCopy =
  | { kind: "answer"; answers: KeyAnswer[] }
  | { kind: "forget"; change: number; subjectIds: readonly string[] }
  | { kind: "forgetAll" }
  /** `clockMs` is the database's time at `clockAtMs`. All other times are in shared milliseconds. */
  | { kind: "confirm"; atMs: number; clockMs: number; clockAtMs: number };
