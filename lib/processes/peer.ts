import { type Failure, toError, toFailure } from "./failure.ts";

/** One end of a private channel between two processes or threads of this instance. */
export interface Port {
  /** Sends a copy. A message to an end that is gone is dropped. */
  post(message: unknown): void;
  listen(onMessage: (message: unknown) => void): void;
}

type Functions<Names> = { [Name in keyof Names]: (...parameters: never[]) => unknown };

/** The functions of the other end. */
export interface Peer<Remote extends Functions<Remote>> {
  /** Rejects as the function does, and when the other end is gone. */
  call<Name extends keyof Remote & string>(
    name: Name,
    ...parameters: Parameters<Remote[Name]>
  ): Promise<Awaited<ReturnType<Remote[Name]>>>;
  /** The same without an answer. */
  tell<Name extends keyof Remote & string>(name: Name, ...parameters: Parameters<Remote[Name]>): void;
  /** The other end is gone: rejects what waits for an answer, now and later. */
  end(error: Error): void;
}

type Message =
  | { kind: "call"; id: number | null; name: string; parameters: unknown[] }
  | { kind: "answer"; id: number; value: unknown }
  | { kind: "failure"; id: number; failure: Failure };

interface Waiting {
  resolve: (value: never) => void;
  reject: (error: Error) => void;
}

/** Node's own messages travel over the same channel. */
function isMessage(message: unknown): message is Message {
  return typeof message === "object" && message !== null && "kind" in message;
}

/** Gives the other end our functions, and us the other end's. Parameters and results are copied, as structured clones. */
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
      if (typeof run !== "function") throw new Error(`there is no ${name} at this end`);
      const value: unknown = await run(...parameters);
      if (id !== null) port.post({ kind: "answer", id, value });
    } catch (error) {
      if (id !== null) port.post({ kind: "failure", id, failure: toFailure(error) });
    }
  };

  const settle = (id: number, how: (one: Waiting) => void) => {
    const one = waiting.get(id);
    waiting.delete(id);
    if (one !== undefined) how(one);
  };

  port.listen((message) => {
    if (!isMessage(message)) return;
    if (message.kind === "call") void answer(message);
    else if (message.kind === "answer") settle(message.id, ({ resolve }) => resolve(message.value as never));
    else settle(message.id, ({ reject }) => reject(toError(message.failure)));
  });

  return {
    call: (name, ...parameters) =>
      new Promise((resolve, reject) => {
        if (ended !== null) return reject(ended);
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        port.post({ kind: "call", id: lastId, name, parameters });
      }),
    tell: (name, ...parameters) => {
      if (ended === null) port.post({ kind: "call", id: null, name, parameters });
    },
    end: (error) => {
      ended = error;
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    },
  };
}
