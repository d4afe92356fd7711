import { readPart } from "../front/health.ts";
import type { Operations } from "../front/operations.ts";
import type { OperationsAnswer, OperationsQuestion } from "./messages.ts";

/** Longer than a probe may take. */
const maxWaitMs = 2_000;

/** What operators ask of the instance, in a thread: it asks the main thread. */
export function createAskedOperations(send: (id: number, question: OperationsQuestion) => void) {
  const waiting = new Map<number, (answer: OperationsAnswer) => void>();
  let count = 0;

  const ask = async (question: OperationsQuestion): Promise<OperationsAnswer> => {
    count += 1;
    const id = count;
    const { promise, resolve } = Promise.withResolvers<OperationsAnswer>();
    waiting.set(id, resolve);
    const silence: OperationsAnswer = { kind: "failed", reason: "the main thread does not answer" };
    const timer = setTimeout(resolve, maxWaitMs, silence);
    send(id, question);
    const answer = await promise;
    clearTimeout(timer);
    waiting.delete(id);
    return answer;
  };

  const operations: Operations = {
    readReadiness: async (search) => {
      // Refused here: an error does not keep its kind on the way between threads.
      readPart(search);
      const answer = await ask({ kind: "readiness", search });
      if (answer.kind !== "readiness") throw createFailure(answer);
      return answer.readiness;
    },
    readMetrics: async () => {
      const answer = await ask({ kind: "metrics" });
      if (answer.kind !== "metrics") throw createFailure(answer);
      return answer.text;
    },
  };
  return {
    operations,
    receive: (id: number, answer: OperationsAnswer) => waiting.get(id)?.(answer),
  };
}

function createFailure(answer: OperationsAnswer): Error {
  return new Error(answer.kind === "failed" ? answer.reason : "the main thread answered something else");
}

/** In the main thread. Never rejects. */
export async function answerOperations(
  operations: Operations,
  question: OperationsQuestion,
): Promise<OperationsAnswer> {
  try {
    return question.kind === "metrics"
      ? { kind: "metrics", text: await operations.readMetrics() }
      : { kind: "readiness", readiness: await operations.readReadiness(question.search) };
  } catch (error) {
    return { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}
