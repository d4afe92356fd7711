import { randomUUID } from "node:crypto";

/** Given the ids of things whose change was committed in this process. Must neither throw nor reject. */
type ChangeListener = (subjectIds: readonly string[]) => void | Promise<void>;

/** Resolves once every other instance has heard of the change, or has had its time to. Must not reject. */
type Confirmation = (changeId: string, subjectIds: readonly string[]) => Promise<void>;

/** Carries what this process's own transactions changed to whoever keeps copies of it, here and elsewhere. */
export interface Changes {
  /** Part of every change's id: the processes of one instance share it. */
  readonly instanceId: string;
  /** A listener runs before the mutation is acknowledged, which waits for what it returns. */
  listen(listener: ChangeListener): void;
  /** Has mutations wait, before they are acknowledged, until other instances have heard of them. */
  confirmWith(confirmation: Confirmation): void;
  /** Names one transaction's changes in notifications. */
  createChangeId(): string;
  /** Whether the change was made by a process of this instance. */
  isOwn(changeId: string): boolean;
  /** The subjects changed, in the transaction that notified with `changeId`. */
  announce(changeId: string, subjectIds: readonly string[]): Promise<void>;
}

export function createChanges(instanceId: string = randomUUID()): Changes {
  // Two processes of an instance, or one that was started again, never use an id twice.
  const makerId = randomUUID();
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
      return `${instanceId}.${makerId}.${count}`;
    },
    isOwn: (changeId) => changeId.startsWith(`${instanceId}.`),
    announce: async (changeId, subjectIds) => {
      const listening = [...listeners].map((listener) => listener(subjectIds));
      await Promise.all([...listening, confirm(changeId, subjectIds)]);
    },
  };
}
