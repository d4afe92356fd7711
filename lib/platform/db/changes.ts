import { randomUUID } from "node:crypto";

/**
 * Called with the ids of what a transaction of this process has changed and committed. Must neither throw nor
 * reject.
 */
type ChangeListener = (subjectIds: readonly string[]) => void | Promise<void>;

/** Resolves once every other instance has applied the change, or its time to do so is over. Must not reject. */
type Confirmation = (changeId: string, subjectIds: readonly string[]) => Promise<void>;

/**
 * Announces the changes of this process's transactions to everything that keeps copies, here and on other
 * instances.
 */
export interface Changes {
  /** Part of every change's id. The processes of one instance share it. */
  readonly instanceId: string;
  /** Listeners run before the mutation is acknowledged, and the acknowledgment waits for what they return. */
  listen(listener: ChangeListener): void;
  /** Makes mutations wait until other instances have applied the change, before they are acknowledged. */
  confirmWith(confirmation: Confirmation): void;
  /** Creates the id that names one transaction's changes in notifications. */
  createChangeId(): string;
  /** Whether a process of this instance made the change. */
  isOwn(changeId: string): boolean;
  /** Announces the subjects changed in the transaction that notified with `changeId`. */
  announce(changeId: string, subjectIds: readonly string[]): Promise<void>;
}

export function createChanges(instanceId: string = randomUUID()): Changes {
  // Keeps ids unique across the processes of an instance and across restarts.
  const processId = randomUUID();
  const listeners = new Set<ChangeListener>();
  let confirm: Confirmation = async () => {};
  let count = 0;
  return {
    instanceId,
    listen: (listener) => {
      listeners.add(listener);
    },
    confirmWith: (confirmation) => {
      confirm = confirmation;
    },
    createChangeId: () => {
      count += 1;
      return `${instanceId}.${processId}.${count}`;
    },
    isOwn: (changeId) => changeId.startsWith(`${instanceId}.`),
    announce: async (changeId, subjectIds) => {
      const listening = [...listeners].map((listener) => listener(subjectIds));
      await Promise.all([...listening, confirm(changeId, subjectIds)]);
    },
  };
}
