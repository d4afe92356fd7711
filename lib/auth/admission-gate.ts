import { ServiceError } from "#lib/errors.ts";

export interface AdmissionGate {
  /** Runs the work when its turn comes. Throws ServiceError `service_unavailable` at once when the queue is full. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** Lets `running` pieces of work run at once and `waiting` more wait, in order of arrival. */
export function createAdmissionGate(limits: { running: number; waiting: number }): AdmissionGate {
  const queue: (() => void)[] = [];
  let running = 0;

  /** The place of who just finished passes to the next in line, so nobody can slip in between. */
  function leave(): void {
    const next = queue.shift();
    if (next === undefined) running--;
    else next();
  }

  async function enter(): Promise<void> {
    if (running < limits.running) {
      running++;
      return;
    }
    if (queue.length >= limits.waiting) {
      throw new ServiceError("service_unavailable", { headers: { "Retry-After": "5" } });
    }
    await new Promise<void>((resolve) => queue.push(resolve));
  }

  return {
    async run(work) {
      await enter();
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
