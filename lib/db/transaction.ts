import { setTimeout as wait } from "node:timers/promises";
import type { Database } from "./database.ts";
import { isWriteConflict } from "./database-errors.ts";
import type { Prisma } from "./generated/client.ts";

export type Transaction = Prisma.TransactionClient;

const mostTries = 4;

/** What a running transaction will have changed. */
interface NotedChange {
  changeId: string;
  subjectIds: string[];
}

const noted = new WeakMap<Transaction, NotedChange>();

/**
 * Has this process told, once the transaction is committed, that the subject changed. For use inside withTransaction.
 * Returns the id to notify other instances with.
 */
export function noteChange(tx: Transaction, subjectId: string): string {
  const change = noted.get(tx);
  if (change === undefined) throw new Error("a change was noted outside withTransaction");
  change.subjectIds.push(subjectId);
  return change.changeId;
}

/**
 * Runs in one transaction: all of it or nothing. A deadlock or write conflict, which the database resolved by undoing
 * us, is tried again. Inside, only `tx` may be used: the root client would wait for the one connection we hold. Returns
 * after copies of what changed are gone, here and on every instance that can be reached (ADR 0007).
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
      if (tries >= mostTries || !isWriteConflict(error)) throw error;
      await wait(5 * 2 ** tries * (1 + Math.random()));
    } finally {
      // After a failure too: a commit whose answer was lost may have happened.
      if (change.subjectIds.length > 0) await database.changes.announce(change.changeId, change.subjectIds);
    }
  }
}
