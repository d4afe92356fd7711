import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { describeDatabaseFailure, isDatabaseUnavailable } from "#lib/db/database-errors.ts";
import { ServiceError } from "#lib/errors.ts";
import type { FromCopy, KeyAnswer, KeyQuestion, ToCopy } from "./key-messages.ts";
import type { SharedKeys } from "./known-keys.ts";
import { toSharedMs } from "./shared-time.ts";
import { createTurnBatch } from "./turn-batch.ts";

interface ShareOptions {
  /** Ends a thread that has not answered; resolves once it runs no more. */
  onSilent: () => Promise<void>;
  /** How long a thread may take to forget. */
  patienceMs?: number;
}

/** A mutation is acknowledged after so long at the latest: then the thread that does not answer has been ended. */
const defaultPatienceMs = 1_000;

/**
 * Lets the thread at the port's other end keep copies of keys: answers what it asks, and tells it of every change. The
 * returned function ends that; call it when the thread has ended.
 */
export function shareKeys(keys: SharedKeys, port: MessagePort, options: ShareOptions): () => void {
  const { onSilent, patienceMs = defaultPatienceMs } = options;
  const send = (message: ToCopy) => port.postMessage(message);
  const answer = createTurnBatch<KeyAnswer>((answers) => send({ kind: "answer", answers }));
  const waiting = new Map<number, () => void>();
  let change = 0;
  let detach = () => {};

  const onForgot = (upTo: number) => {
    for (const [number, resolve] of waiting) {
      // In the order in which they were told.
      if (number > upTo) return;
      waiting.delete(number);
      resolve();
    }
  };

  const receive = (message: FromCopy) => {
    if (message.kind === "hello") attach();
    else if (message.kind === "forgot") onForgot(message.change);
    else for (const question of message.questions) void answerQuestion(keys, question).then(answer);
  };

  /** What has arrived already counts, even if this thread was too busy to read it. */
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
