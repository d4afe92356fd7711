import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { OutboundResponse } from "#lib/platform/outbound/exchange.ts";
import { createPeer, type Peer } from "#lib/platform/processes/peer.ts";
import { type BodyOptions, type JudgedBody, judgeBody } from "./judge-body.ts";
import { createBytesPort, type JudgeCalls, type JudgeData } from "./judge-contract.ts";
import { type GatewayAnswer, judgeResponse, type ResponseOptions } from "./judge-response.ts";
import { judgeStatement, type StatementOptions } from "./judge-statement.ts";
import { judgeStored, type StoredOptions } from "./judge-stored.ts";

/** Judges what is sent on: small bodies at once, large ones in other threads, so that no verification waits for them. */
export interface Judges {
  judgeBody(bytes: Uint8Array, options: BodyOptions): Promise<JudgedBody>;
  judgeResponse(response: OutboundResponse, options: ResponseOptions): Promise<GatewayAnswer>;
  judgeStored(response: OutboundResponse, options: StoredOptions): Promise<string | null>;
  judgeStatement(response: OutboundResponse, options: StatementOptions): Promise<string>;
}

/** Judging this much takes less than a millisecond. A thread takes a fraction of that for each body. */
const maxSmallBytes = 64 * 1024;

/** The rest of the machine is for verification. */
const maxThreads = Math.max(1, Math.min(2, availableParallelism() - 1));

const maxIdleMs = 60_000;

interface JudgeThread {
  peer: Peer<JudgeCalls>;
  /** Whether it has ended. */
  hasEnded: boolean;
  end: () => void;
  idle: NodeJS.Timeout | undefined;
}

interface JudgesOptions {
  /** At least this niceness, for the threads. */
  niceness: number;
  /** Parsed data takes many times the size of its text. A thread that needs more than this ends, and not the process. */
  maxMegabytes?: number;
}

export function createJudges({ niceness, maxMegabytes = 512 }: JudgesOptions): Judges {
  const free: JudgeThread[] = [];
  const waiting: ((thread: JudgeThread) => void)[] = [];
  let running = 0;

  const leave = (thread: JudgeThread): void => {
    const at = free.indexOf(thread);
    if (at !== -1) free.splice(at, 1);
  };

  const open = (): JudgeThread => {
    const data: JudgeData = { niceness };
    const worker = new Worker(new URL("./judge-thread.ts", import.meta.url), {
      name: "fhir judge",
      workerData: data,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: maxMegabytes },
    });
    // It must not keep the process running.
    worker.unref();
    const peer = createPeer<object, JudgeCalls>(createBytesPort(worker), {});
    const end = () => void worker.terminate();
    const thread: JudgeThread = { peer, hasEnded: false, end, idle: undefined };
    running += 1;
    const onEnd = (error: Error) => {
      if (thread.hasEnded) return;
      thread.hasEnded = true;
      running -= 1;
      peer.end(error);
      leave(thread);
      // One that ended while it worked gives nobody its turn.
      if (waiting.length > 0 && running < maxThreads) waiting.shift()?.(open());
    };
    worker.once("error", onEnd);
    worker.once("exit", () => onEnd(new Error("a thread that judges large bodies has ended")));
    return thread;
  };

  const take = async (): Promise<JudgeThread> => {
    const thread = free.pop();
    if (thread !== undefined) {
      clearTimeout(thread.idle);
      return thread;
    }
    if (running < maxThreads) return open();
    return new Promise((resolve) => {
      waiting.push(resolve);
    });
  };

  const giveBack = (thread: JudgeThread): void => {
    if (thread.hasEnded) return;
    const next = waiting.shift();
    if (next !== undefined) {
      next(thread);
      return;
    }
    free.push(thread);
    thread.idle = setTimeout(() => {
      leave(thread);
      thread.end();
    }, maxIdleMs).unref();
  };

  /** One body at a time, so that one that ends its thread fails alone. */
  const inThread = async <Result>(judge: (peer: Peer<JudgeCalls>) => Promise<Result>): Promise<Result> => {
    const thread = await take();
    try {
      return await judge(thread.peer);
    } finally {
      giveBack(thread);
    }
  };

  return {
    judgeBody: async (bytes, options) => {
      if (bytes.byteLength <= maxSmallBytes) return judgeBody(bytes, options);
      return inThread((peer) => peer.call("judgeBody", bytes, options));
    },
    judgeResponse: async (response, options) => {
      if (response.body.byteLength <= maxSmallBytes) return judgeResponse(response, options);
      return inThread((peer) => peer.call("judgeResponse", response, options));
    },
    judgeStored: async (response, options) => {
      if (response.body.byteLength <= maxSmallBytes) return judgeStored(response, options);
      return inThread((peer) => peer.call("judgeStored", response, options));
    },
    judgeStatement: async (response, options) => {
      if (response.body.byteLength <= maxSmallBytes) return judgeStatement(response, options);
      return inThread((peer) => peer.call("judgeStatement", response, options));
    },
  };
}
