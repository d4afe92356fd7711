import { setTimeout as wait } from "node:timers/promises";
import type { Database } from "./database.ts";
import { isWriteConflict } from "./database-errors.ts";
import type { Prisma } from "./generated/client.ts";

export type Transaction = Prisma.TransactionClient;

const mostTries = 4;

/** What each running transaction will have changed. */
const noted = new WeakMap<Transaction, string[]>();

/** Has this process told, once the transaction is committed, that the subject changed. For use inside withTransaction. */
export function noteChange(tx: Transaction, subjectId: string): void {
  const subjectIds = noted.get(tx);
  if (subjectIds === undefined) throw new Error("a change was noted outside withTransaction");
  subjectIds.push(subjectId);
}

/**
 * Runs in one transaction: all of it or nothing. A deadlock or write conflict, which the database resolved by undoing
 * us, is tried again. Inside, only `tx` may be used: the root client would wait for the one connection we hold. Returns
 * after this process's copies of what changed are gone.
 */
export async function withTransaction<T>(
  database: Pick<Database, "prisma" | "changes">,
  run: (tx: Transaction) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const subjectIds: string[] = [];
    try {
      return await database.prisma.$transaction((tx) => {
        noted.set(tx, subjectIds);
        return run(tx);
      });
    } catch (error) {
      if (tries >= mostTries || !isWriteConflict(error)) throw error;
      await wait(5 * 2 ** tries * (1 + Math.random()));
    } finally {
      // After a failure too: a commit whose answer was lost may have happened.
      if (subjectIds.length > 0) database.changes.announce(subjectIds);
    }
  }
}
