import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { describeDatabaseFailure, isDatabaseUnavailable } from "#lib/platform/db/server/database-errors.ts";
import { createTurnBatch } from "#lib/platform/process/turn-batch.ts";
import { continueTrace } from "#lib/platform/tracing/tracing.ts";
import type { FromCopy, KeyAnswer, KeyQuestion, ToCopy } from "#lib/verification/cache/key-messages.ts";
import type { SharedKeys } from "#lib/verification/cache/known-keys.ts";
import { toSharedMs } from "./shared-time.ts";

interface ShareOptions {
  /** Ends a thread that has not answered. Resolves once it has ended. */
  onSilent: () => Promise<void>;
  /** How long a thread can take to apply a change. */
  patienceMs?: number;
}

/** The maximum time until a mutation is acknowledged: by then, a thread that does not answer has been ended. */
const defaultMaxWaitMs = 1_000;

/**
 * Lets the thread at the other end of the port keep copies of keys: answers its requests and sends it every
 * change. Call the returned function when the thread has ended.
 */
export function shareKeys(keys: SharedKeys, port: MessagePort, options: ShareOptions): () => void {
  const { onSilent, patienceMs = defaultMaxWaitMs } = options;
  const send = (message: ToCopy) => port.postMessage(message);
  const answer = createTurnBatch<KeyAnswer>((answers) => send({ kind: "answer", answers }));
  const waiting = new Map<number, () => void>();
  let change = 0;
  let detach = () => {};

  const onForgot = (upTo: number) => {
    for (const [number, resolve] of waiting) {
      // Changes are sent and confirmed in order.
      if (number > upTo) return;
      waiting.delete(number);
      resolve();
    }
  };

  const answerOne = (question: KeyQuestion) =>
    continueTrace(question.traceparent, () => void answerQuestion(keys, question).then(answer));

  const receive = (message: FromCopy) => {
    if (message.kind === "hello") attach();
    else if (message.kind === "forgot") onForgot(message.change);
    else for (const question of message.questions) answerOne(question);
  };

  /** Messages that have already arrived count, even if this thread was too busy to read them. */
  const endIfSilent = async (number: number) => {
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
      receive(next.message);
    }
    if (!waiting.has(number)) return;
    await onSilent();
    onForgot(number);
  };

  const forget = async (subjectIds: readonly string[]) => {
    change += 1;
    const number = change;
    const forgotten = new Promise<void>((resolve) => waiting.set(number, resolve));
    send({ kind: "forget", change: number, subjectIds });
    const timer = setTimeout(() => void endIfSilent(number), patienceMs);
    await forgotten;
    clearTimeout(timer);
  };

  const confirm = (atMs: number) => {
    const clockAtMs = toSharedMs(performance.now());
    send({ kind: "confirm", atMs: toSharedMs(atMs), clockMs: keys.clock.now(), clockAtMs });
  };

  const attach = () => {
    detach = keys.attach({ forget, forgetAll: () => send({ kind: "forgetAll" }), confirm });
    const { lagMs } = keys.count();
    if (Number.isFinite(lagMs)) confirm(performance.now() - lagMs);
  };

  port.on("message", receive);
  return () => {
    detach();
    port.close();
    onForgot(change);
  };
}

async function answerQuestion(keys: SharedKeys, { id, digest }: KeyQuestion): Promise<KeyAnswer> {
  try {
    const { record, atMs } = await keys.findForCopy(digest);
    return { id, record, atMs: atMs === null ? null : toSharedMs(atMs) };
  } catch (error) {
    const isAway = error instanceof ServiceError && error.code === "service_unavailable";
    return {
      id,
      failure: describeDatabaseFailure(error),
      isUnavailable: isAway || isDatabaseUnavailable(error),
    };
  }
}
