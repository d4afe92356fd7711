/** Collects resources as they are opened, and closes them in reverse order. */
export interface Closing {
  /** Registers a resource. After `close`, it is closed immediately: a start can be stopped halfway. */
  add(name: string, close: () => unknown): void;
  /** Closes everything once. A failure does not keep the rest open; all failures are thrown together. */
  close(): Promise<void>;
}

export function createClosing(): Closing {
  const opened: { name: string; close: () => unknown }[] = [];
  let closed: Promise<void> | undefined;

  async function closeAll(): Promise<void> {
    const failures: Error[] = [];
    for (let last = opened.pop(); last !== undefined; last = opened.pop()) {
      try {
        await last.close();
      } catch (error) {
        failures.push(new Error(`closing ${last.name} failed`, { cause: error }));
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, failures.map(describe).join("; "));
  }

  return {
    add: (name, close) => {
      opened.push({ name, close });
      if (closed !== undefined) closed = closed.then(closeAll);
    },
    close: () => {
      closed ??= closeAll();
      return closed;
    },
  };
}

function describe(failure: Error): string {
  return failure.cause instanceof Error ? `${failure.message}: ${failure.cause.message}` : failure.message;
}
