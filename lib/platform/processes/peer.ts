import { continueTrace, getTracing } from "#lib/platform/tracing/tracing.ts";
import { type Failure, toError, toFailure } from "./failure.ts";

/** One end of a private channel between two processes or threads of this instance. */
export interface Port {
  /** Sends a copy. A message to a closed end is dropped. */
  post(message: unknown): void;
  listen(onMessage: (message: unknown) => void): void;
}

type Functions<Names> = { [Name in keyof Names]: (...parameters: never[]) => unknown };

/** The functions of the other end. */
export interface Peer<Remote extends Functions<Remote>> {
  /** Rejects if the function does, and when the other end has closed. */
  call<Name extends keyof Remote & string>(
    name: Name,
    ...parameters: Parameters<Remote[Name]>
  ): Promise<Awaited<ReturnType<Remote[Name]>>>;
  /** Calls the function without waiting for an answer. */
  notify<Name extends keyof Remote & string>(name: Name, ...parameters: Parameters<Remote[Name]>): void;
  /** Marks the other end as closed: rejects all calls that wait for an answer, and all later ones. */
  end(error: Error): void;
}

type Message =
  | {
      kind: "call";
      id: number | null;
      name: string;
      parameters: unknown[];
      /** The trace that the call is a part of. Only where traces are sent. */
      traceparent?: string | undefined;
    }
  | { kind: "answer"; id: number; value: unknown }
  | { kind: "failure"; id: number; failure: Failure };

interface Waiting {
  resolve: (value: never) => void;
  reject: (error: Error) => void;
}

/** Node's own messages use the same channel. */
function isMessage(message: unknown): message is Message {
  return typeof message === "object" && message !== null && "kind" in message;
}

/** Part of a message, and nothing without tracing. */
function describeTrace(): { traceparent?: string | undefined } {
  const tracing = getTracing();
  return tracing === null ? {} : { traceparent: tracing.getTraceparent() };
}

/** Lets each end call the other's functions. Parameters and results are copied as structured clones. */
export function createPeer<Local extends object, Remote extends Functions<Remote>>(
  port: Port,
  local: Local,
): Peer<Remote> {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let ended: Error | null = null;

  const answer = async ({ id, name, parameters }: Message & { kind: "call" }) => {
    try {
      const run: unknown = Object.hasOwn(local, name) ? Reflect.get(local, name) : undefined;
      if (typeof run !== "function") throw new Error(`there is no function ${name} at this end`);
      const value: unknown = await run(...parameters);
      if (id !== null) port.post({ kind: "answer", id, value });
    } catch (error) {
      if (id !== null) port.post({ kind: "failure", id, failure: toFailure(error) });
    }
  };

  const settle = (id: number, settleWith: (one: Waiting) => void) => {
    const one = waiting.get(id);
    waiting.delete(id);
    if (one !== undefined) settleWith(one);
  };

  port.listen((message) => {
    if (!isMessage(message)) return;
    if (message.kind === "call") continueTrace(message.traceparent, () => void answer(message));
    else if (message.kind === "answer") settle(message.id, ({ resolve }) => resolve(message.value as never));
    else settle(message.id, ({ reject }) => reject(toError(message.failure)));
  });

  return {
    call: (name, ...parameters) =>
      new Promise((resolve, reject) => {
        if (ended !== null) return reject(ended);
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        port.post({ kind: "call", id: lastId, name, parameters, ...describeTrace() });
      }),
    notify: (name, ...parameters) => {
      if (ended === null) port.post({ kind: "call", id: null, name, parameters });
    },
    end: (error) => {
      ended = error;
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    },
  };
}
