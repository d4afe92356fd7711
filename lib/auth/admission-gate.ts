import { ServiceError } from "#lib/errors.ts";

/** Whose place in the queue a piece of work takes. */
export interface Turn {
  /** `known`: a device that signed in to this account before. It waits apart from everyone else. */
  lane: "known" | "unknown";
  /** Keys take turns within a lane, however much work each of them brings. */
  key: string;
}

export interface AdmissionGate {
  /**
   * Runs the work when its turn comes. Throws ServiceError `service_unavailable` when the queue is full and nobody waits
   * with more work than this key.
   */
  run<T>(turn: Turn, work: () => Promise<T>): Promise<T>;
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
}

function createFull(): ServiceError {
  return new ServiceError("service_unavailable", { headers: { "Retry-After": "5" } });
}

/** A queue in which keys take turns. When it is full, the key with the most work gives up its newest place. */
function createLane(maxWaiting: number): Lane {
  // In order of turns: whoever was served moves to the end.
  const byKey = new Map<string, Waiting[]>();
  let size = 0;

  function makeRoom(newcomers: number): void {
    let longest: Waiting[] = [];
    for (const queue of byKey.values()) if (queue.length > longest.length) longest = queue;
    if (longest.length <= newcomers) throw createFull();
    // Its key has at least one place left, because the newcomer's has fewer.
    longest.pop()?.refuse(createFull());
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
  };
}

/** Lets `running` pieces of work run at once and `waiting` more wait in each lane; the lanes alternate. */
export function createAdmissionGate(limits: { running: number; waiting: number }): AdmissionGate {
  const lanes = { known: createLane(limits.waiting), unknown: createLane(limits.waiting) };
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

  async function enter({ lane, key }: Turn): Promise<void> {
    if (running < limits.running) {
      running++;
      return;
    }
    await new Promise<void>((start, refuse) => lanes[lane].add(key, { start, refuse }));
  }

  return {
    async run(turn, work) {
      await enter(turn);
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
