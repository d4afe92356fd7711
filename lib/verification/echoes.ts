import { setTimeout as wait } from "node:timers/promises";
import { type Database, listenerName } from "#lib/db/database.ts";

/** Where instances say that they have heard of a change. */
export const echoChannel = "byteengine_echoes";

export const echoSql = `SELECT pg_notify('${echoChannel}', $1)`;

const countListenersSql = `
  SELECT count(*)::int AS listeners FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = '${listenerName}'`;

/**
 * An instance that says nothing for so long is cut off: it stops trusting what it knows when its lease is over (ADR
 * 0007), and no mutation waits for that.
 */
const patienceMs = 1_000;

/** Echoes of changes made elsewhere arrive too; they are forgotten after as many others. */
const mostRemembered = 1_000;

export interface Echoes {
  /** Another instance has heard of the change. */
  receive(changeId: string): void;
  /** Resolves once all other instances have heard of it, or one of them is taken for cut off. Never rejects. */
  gather(changeId: string): Promise<void>;
}

/** Counts who has heard of which change. With one instance there is nobody to wait for. */
export function createEchoes(database: Pick<Database, "lookUpPool">): Echoes {
  const heard = new Map<string, number>();
  const waiting = new Map<string, () => void>();

  const gatherAll = async (changeId: string, signal: AbortSignal): Promise<void> => {
    const { rows } = await database.lookUpPool.query<{ listeners: number }>(countListenersSql);
    const others = (rows[0]?.listeners ?? 1) - 1;
    while ((heard.get(changeId) ?? 0) < others && !signal.aborted) {
      await new Promise<void>((resolve) => {
        waiting.set(changeId, resolve);
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    }
  };

  return {
    receive: (changeId) => {
      heard.set(changeId, (heard.get(changeId) ?? 0) + 1);
      const [oldest] = heard.keys();
      if (heard.size > mostRemembered && oldest !== undefined) heard.delete(oldest);
      waiting.get(changeId)?.();
    },
    gather: async (changeId) => {
      const ending = new AbortController();
      const patience = wait(patienceMs, undefined, { signal: ending.signal, ref: false }).catch(() => {});
      // A database that cannot be asked now has committed the change: the lease sees to the rest.
      await Promise.race([gatherAll(changeId, ending.signal).catch(() => {}), patience]);
      ending.abort();
      waiting.delete(changeId);
      heard.delete(changeId);
    },
  };
}
