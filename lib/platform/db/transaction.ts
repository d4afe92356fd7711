import { setTimeout as wait } from "node:timers/promises";
import type { Database } from "./database.ts";
import type { Prisma } from "./generated/client.ts";
import { isWriteConflict } from "./server/database-errors.ts";

export type Transaction = Prisma.TransactionClient;

const maxTries = 4;

/** What a running transaction will have changed. */
interface NotedChange {
  changeId: string;
  subjectIds: string[];
  afterCommit: Set<() => void>;
}

const noted = new WeakMap<Transaction, NotedChange>();

/**
 * Announces, once the transaction is committed, that the subject changed. Only for use inside
 * withTransaction. Returns the id with which to notify other instances.
 */
export function noteChange(tx: Transaction, subjectId: string): string {
  const change = noted.get(tx);
  if (change === undefined) throw new Error("a change was noted outside withTransaction");
  change.subjectIds.push(subjectId);
  return change.changeId;
}

/** Runs the function once the transaction is committed. Only for use inside withTransaction. */
export function runAfterCommit(tx: Transaction, run: () => void): void {
  const change = noted.get(tx);
  if (change === undefined) throw new Error("runAfterCommit was called outside withTransaction");
  change.afterCommit.add(run);
}

/**
 * Runs in one transaction: all or nothing. If the database rolls it back because of a deadlock or write
 * conflict, it is tried again. Inside, use only `tx`: the root client would wait for the connection that this
 * transaction holds. Returns once copies of the changed data are dropped, here and on every reachable
 * instance (ADR 0007).
 */
export async function withTransaction<T>(
  database: Pick<Database, "prisma" | "changes">,
  run: (tx: Transaction) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const changeId = database.changes.createChangeId();
    const change: NotedChange = { changeId, subjectIds: [], afterCommit: new Set() };
    try {
      const result = await database.prisma.$transaction((tx) => {
        noted.set(tx, change);
        return run(tx);
      });
      for (const follow of change.afterCommit) follow();
      return result;
    } catch (error) {
      if (tries >= maxTries || !isWriteConflict(error)) throw error;
      await wait(5 * 2 ** tries * (1 + Math.random()));
    } finally {
      // Also after a failure: if the answer to a commit was lost, the commit may have happened.
      if (change.subjectIds.length > 0) await database.changes.announce(change.changeId, change.subjectIds);
    }
  }
}
