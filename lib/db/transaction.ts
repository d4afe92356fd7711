import { setTimeout as wait } from "node:timers/promises";
import type { Database } from "./database.ts";
import { isWriteConflict } from "./database-errors.ts";
import type { Prisma } from "./generated/client.ts";

export type Transaction = Prisma.TransactionClient;

const mostTries = 4;

/**
 * Runs in one transaction: all of it or nothing. A deadlock or write conflict, which the database resolved by undoing
 * us, is tried again. Inside, only `tx` may be used: the root client would wait for the one connection we hold.
 */
export async function withTransaction<T>(
  database: Pick<Database, "prisma">,
  run: (tx: Transaction) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await database.prisma.$transaction(run);
    } catch (error) {
      if (tries >= mostTries || !isWriteConflict(error)) throw error;
      await wait(5 * 2 ** tries * (1 + Math.random()));
    }
  }
}
