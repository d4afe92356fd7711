import { hash } from "node:crypto";
import type { MessagePort } from "node:worker_threads";
import { isWellFormedCredential } from "#lib/domain/keys/credential.ts";
import { DatabaseUnavailableError } from "#lib/platform/db/server/database-errors.ts";
import { createTurnBatch } from "#lib/platform/process/turn-batch.ts";
import { getTracing } from "#lib/platform/tracing/tracing.ts";
import { createKeyMemory, type KnownKeysOptions } from "#lib/verification/cache/key-memory.ts";
import type { FromCopy, KeyAnswer, KeyQuestion, ToCopy } from "#lib/verification/cache/key-messages.ts";
import type { KeyReading } from "#lib/verification/cache/key-reader.ts";
import { createFinders, type KeyLookUp } from "#lib/verification/cache/known-keys.ts";
import { createDatabaseClock } from "#lib/verification/record/database-clock.ts";
import type { ReadGate } from "#lib/verification/record/read-gate.ts";
import { fromSharedMs } from "./shared-time.ts";

const readMs = () => performance.now();

/** The main thread decides whether to query the database, so this thread always asks the main thread. */
const openGate: ReadGate = { getState: () => "up", run: (read) => read(), open: () => {} };

/** The keys of a thread without a database: it requests unknown ones from the main thread (share-keys.ts). */
export function createCopiedKeys(port: MessagePort, options: KnownKeysOptions): KeyLookUp {
  const send = (message: FromCopy) => port.postMessage(message);
  const questions = createQuestions((asked) => send({ kind: "ask", questions: asked }));
  const memory = createKeyMemory({ ...options, readKey: questions.ask, gate: openGate, readMs });
  const clock = createDatabaseClock(readMs);

  port.on("message", (message: ToCopy) => {
    switch (message.kind) {
      case "answer":
        return questions.receive(message.answers);
      case "forget":
        memory.forget(message.subjectIds);
        return send({ kind: "forgot", change: message.change });
      case "forgetAll":
        return memory.forgetAll();
      case "confirm": {
        const clockAtMs = fromSharedMs(message.clockAtMs);
        clock.observe(message.clockMs, clockAtMs, clockAtMs);
        return memory.confirm(fromSharedMs(message.atMs));
      }
    }
  });
  send({ kind: "hello" });
  return {
    clock,
    ...createFinders((secret) => {
      const digest = hash("sha256", secret, "binary");
      const cached = memory.find(digest);
      if (cached !== undefined && memory.isCurrent(cached)) {
        memory.countHit();
        return cached.key;
      }
      return isWellFormedCredential(secret) ? memory.read(digest, cached) : null;
    }),
    canAnswer: memory.canAnswer,
    count: () => ({ ...memory.count(), unknown: 0, digests: { size: 0, bytes: 0 } }),
  };
}

/** Longer than the main thread waits: 3 seconds each for a poll, the shared look-up before ours, ours, and a key's and a token's. */
const maxWaitMs = 16_000;

interface Waiting {
  resolve: (reading: KeyReading) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

/** Requests to the main thread. All requests of one turn of the event loop are sent in one message. */
function createQuestions(send: (questions: KeyQuestion[]) => void) {
  const waiting = new Map<number, Waiting>();
  const ask = createTurnBatch(send);
  let count = 0;

  const settle = (answer: KeyAnswer) => {
    const asked = waiting.get(answer.id);
    if (asked === undefined) return;
    waiting.delete(answer.id);
    clearTimeout(asked.timer);
    if ("failure" in answer) asked.reject(createFailure(answer));
    else {
      const { record, atMs } = answer;
      asked.resolve({ record, atMs: atMs === null ? null : fromSharedMs(atMs) });
    }
  };

  return {
    ask: (digest: string): Promise<KeyReading> => {
      count += 1;
      const id = count;
      const timedOut: KeyAnswer = { id, failure: "it does not answer", isUnavailable: true };
      const { promise, resolve, reject } = Promise.withResolvers<KeyReading>();
      waiting.set(id, { resolve, reject, timer: setTimeout(settle, maxWaitMs, timedOut) });
      const tracing = getTracing();
      ask(tracing === null ? { id, digest } : { id, digest, traceparent: tracing.getTraceparent() });
      return promise;
    },
    receive: (answers: readonly KeyAnswer[]) => answers.forEach(settle),
  };
}

function createFailure({ failure, isUnavailable }: { failure: string; isUnavailable: boolean }): Error {
  return isUnavailable
    ? new DatabaseUnavailableError(failure)
    : new Error(`the main thread could not find the key: ${failure}`);
}
