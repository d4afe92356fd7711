/** Ids of things whose change was committed in this process. */
type ChangeListener = (subjectIds: readonly string[]) => void;

/** Carries what this process's own transactions changed to whoever keeps copies of it here. */
export interface Changes {
  /** Listeners run before the mutation is acknowledged, so they must neither wait nor throw. */
  listen(listener: ChangeListener): void;
  announce(subjectIds: readonly string[]): void;
}

export function createChanges(): Changes {
  const listeners = new Set<ChangeListener>();
  return {
    listen: (listener) => {
      listeners.add(listener);
    },
    announce: (subjectIds) => {
      for (const listener of listeners) listener(subjectIds);
    },
  };
}
