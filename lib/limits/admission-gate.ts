import { ServiceError } from "#lib/errors.ts";

/** Whose place in the queue a piece of work takes. */
export interface Turn {
  /** `known`: a signed-in browser, or a device that signed in to this account before. It waits apart from everyone else. */
  lane: "known" | "unknown";
  /** Keys take turns within a lane, however much work each of them brings. */
  key: string;
}

export interface AdmissionGate {
  /**
   * Waits for a turn, which lasts until the returned function is called; calling it again does nothing. Throws the gate's
   * refusal when the queue is full and nobody waits with more work than this key, when the wait was too long, or when the
   * signal says that nobody waits for the work any more.
   */
  enter(turn: Turn, signal?: AbortSignal): Promise<() => void>;
  /** Runs the work when its turn comes. Throws as `enter` does. */
  run<T>(turn: Turn, work: () => Promise<T>): Promise<T>;
  /** Whether nothing runs or waits. */
  isIdle(): boolean;
}

interface GateOptions {
  /** Pieces of work that run at once. */
  running: number;
  /** Places in the queue of each lane. */
  waiting: number;
  /** How long one waits at most; without it, as long as it takes. */
  maxWaitMs?: number;
  /** What those who get no turn are told. */
  createRefusal?: () => ServiceError;
}

interface Waiting {
  start: () => void;
  refuse: (error: ServiceError) => void;
}

interface Lane {
  /** Throws when it is full. */
  add(key: string, waiting: Waiting): void;
  /** The next in turn; undefined: nobody waits. */
  take(): Waiting | undefined;
  /** Someone who waits no longer. */
  remove(key: string, waiting: Waiting): void;
}

function createBusy(): ServiceError {
  return new ServiceError("service_unavailable", { headers: { "Retry-After": "5" } });
}

/** A queue in which keys take turns. When it is full, the key with the most work gives up its newest place. */
function createLane(maxWaiting: number, createRefusal: () => ServiceError): Lane {
  // In order of turns: whoever was served moves to the end.
  const byKey = new Map<string, Waiting[]>();
  let size = 0;

  function makeRoom(newcomers: number): void {
    let longest: Waiting[] = [];
    for (const queue of byKey.values()) if (queue.length > longest.length) longest = queue;
    if (longest.length <= newcomers) throw createRefusal();
    // Its key has at least one place left, because the newcomer's has fewer.
    longest.pop()?.refuse(createRefusal());
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

/** Bounds how much runs and waits at once. The lanes alternate, and keys take turns within a lane. */
export function createAdmissionGate({
  running: maxRunning,
  waiting,
  maxWaitMs,
  createRefusal = createBusy,
}: GateOptions): AdmissionGate {
  const lanes = {
    known: createLane(waiting, createRefusal),
    unknown: createLane(waiting, createRefusal),
  };
  let running = 0;
  let isKnownNext = true;

  function takeNext(): Waiting | undefined {
    const [first, second] = isKnownNext ? [lanes.known, lanes.unknown] : [lanes.unknown, lanes.known];
    isKnownNext = !isKnownNext;
    return first.take() ?? second.take();
  }

  /** The place of the one that just finished passes to the next in line, so nobody can slip in between. */
  function leave(): void {
    const next = takeNext();
    if (next === undefined) running--;
    else next.start();
  }

  /** Whoever has given up would only take the turn from someone who still waits. */
  async function wait({ lane, key }: Turn, signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting: Waiting = { start: resolve, refuse: reject };
    const giveUp = () => {
      lanes[lane].remove(key, waiting);
      reject(createRefusal());
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
    if (signal?.aborted === true) throw createRefusal();
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
