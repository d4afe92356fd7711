import { ServiceError } from "#lib/domain/common/errors.ts";

/** Where a piece of work waits in the queue. */
export interface Turn {
  /**
   * `known`: a signed-in browser, or a device that has signed in to this account before. It waits separately
   * from all others.
   */
  lane: "known" | "unknown";
  /** Keys take turns within a lane, no matter how much work each of them has. */
  key: string;
}

export interface AdmissionGate {
  /**
   * Waits for a turn, which lasts until the returned function is called; calling it again does nothing.
   * Throws the gate's error if the queue is full and no other key has more work waiting, if the wait took too
   * long, or if the signal aborts because the client has gone.
   */
  enter(turn: Turn, signal?: AbortSignal): Promise<() => void>;
  /** Runs the work when its turn comes. Throws as `enter` does. */
  run<T>(turn: Turn, work: () => Promise<T>): Promise<T>;
  /** Whether nothing is running or waiting. */
  isIdle(): boolean;
}

interface GateOptions {
  /** How many pieces of work run at once. */
  running: number;
  /** How many places the queue of each lane has. */
  waiting: number;
  /** The maximum wait. Without it, work can wait for any time. */
  maxWaitMs?: number;
  /** Creates the error for work that gets no turn. */
  createError?: () => ServiceError;
}

interface Waiting {
  start: () => void;
  reject: (error: ServiceError) => void;
}

interface Lane {
  /** Throws if the lane is full. */
  add(key: string, waiting: Waiting): void;
  /** The next in turn, or undefined if nothing waits. */
  take(): Waiting | undefined;
  /** Removes work that has stopped waiting. */
  remove(key: string, waiting: Waiting): void;
}

function createBusyError(): ServiceError {
  return new ServiceError("service_unavailable", { headers: { "Retry-After": "5" } });
}

/** A queue in which keys take turns. When it is full, the key with the most work loses its newest place. */
function createLane(maxWaiting: number, createError: () => ServiceError): Lane {
  // In order of turns: a key that was served moves to the end.
  const byKey = new Map<string, Waiting[]>();
  let size = 0;

  function makeRoom(newcomers: number): void {
    let longest: Waiting[] = [];
    for (const queue of byKey.values()) if (queue.length > longest.length) longest = queue;
    if (longest.length <= newcomers) throw createError();
    // The key with the most work keeps at least one place, because the new one has fewer.
    longest.pop()?.reject(createError());
    size--;
  }

  return {
    add(key, waiting) {
      const own = byKey.get(key);
      if (size >= maxWaiting) makeRoom((own?.length ?? 0) + 1);
      if (own === undefined) byKey.set(key, [waiting]);
      else own.push(waiting);
      size++;
    },
    take() {
      const [turn] = byKey;
      if (turn === undefined) return undefined;
      const [key, queue] = turn;
      const next = queue.shift();
      byKey.delete(key);
      if (queue.length > 0) byKey.set(key, queue);
      size--;
      return next;
    },
    remove(key, waiting) {
      const queue = byKey.get(key);
      const at = queue?.indexOf(waiting) ?? -1;
      if (queue === undefined || at === -1) return;
      queue.splice(at, 1);
      if (queue.length === 0) byKey.delete(key);
      size--;
    },
  };
}

/** Limits how much runs and waits at once. The lanes alternate, and keys take turns within a lane. */
export function createAdmissionGate({
  running: maxRunning,
  waiting,
  maxWaitMs,
  createError = createBusyError,
}: GateOptions): AdmissionGate {
  const lanes = {
    known: createLane(waiting, createError),
    unknown: createLane(waiting, createError),
  };
  let running = 0;
  let isKnownNext = true;

  function takeNext(): Waiting | undefined {
    const [first, second] = isKnownNext ? [lanes.known, lanes.unknown] : [lanes.unknown, lanes.known];
    isKnownNext = !isKnownNext;
    return first.take() ?? second.take();
  }

  /** Passes the place of finished work directly to the next in line, so that no new work can take it. */
  function leave(): void {
    const next = takeNext();
    if (next === undefined) running--;
    else next.start();
  }

  /** Work that has stopped waiting is removed; otherwise it would take a turn from work that still waits. */
  async function wait({ lane, key }: Turn, signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting: Waiting = { start: resolve, reject };
    const giveUp = () => {
      lanes[lane].remove(key, waiting);
      reject(createError());
    };
    lanes[lane].add(key, waiting);
    const timer = maxWaitMs === undefined ? undefined : setTimeout(giveUp, maxWaitMs);
    signal?.addEventListener("abort", giveUp, { once: true });
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", giveUp);
    }
  }

  async function enter(turn: Turn, signal?: AbortSignal): Promise<() => void> {
    if (signal?.aborted === true) throw createError();
    if (running < maxRunning) running++;
    else await wait(turn, signal);
    let isInside = true;
    return () => {
      if (isInside) leave();
      isInside = false;
    };
  }

  return {
    enter,
    async run(turn, work) {
      const exit = await enter(turn);
      try {
        return await work();
      } finally {
        exit();
      }
    },
    isIdle: () => running === 0,
  };
}
