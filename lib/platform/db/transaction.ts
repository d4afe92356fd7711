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
    const change: NotedChange = { changeId: database.changes.createChangeId(), subjectIds: [] };
    try {
      return await database.prisma.$transaction((tx) => {
        noted.set(tx, change);
        return run(tx);
      });
    } catch (error) {
      if (tries >= maxTries || !isWriteConflict(error)) throw error;
      await wait(5 * 2 ** tries * (1 + Math.random()));
    } finally {
      // Also after a failure: if the answer to a commit was lost, the commit may have happened.
      if (change.subjectIds.length > 0) await database.changes.announce(change.changeId, change.subjectIds);
    }
  }
}
