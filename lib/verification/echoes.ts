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

/** A change is notified of once for each of its subjects, and so it is echoed. */
interface Heard {
  changeId: string;
  subjectId: string;
  /** Of the instance that says so. */
  instanceId: string;
}

export function formatEcho({ changeId, subjectId, instanceId }: Heard): string {
  return `${changeId} ${subjectId} ${instanceId}`;
}

export interface Echoes {
  /** Takes what another instance has said, as `formatEcho` writes it. */
  receive(echo: string): void;
  /**
   * Resolves once all other instances have heard of all of the change's subjects, or one of them is taken for cut off. Never
   * rejects.
   */
  gather(changeId: string, subjectIds: readonly string[]): Promise<void>;
}

/** Remembers who has heard of which change. With one instance there is nobody to wait for. */
export function createEchoes(database: Pick<Database, "lookUpPool">): Echoes {
  const heard = new Map<string, Set<string>>();
  const waiting = new Map<string, () => void>();

  const gatherAll = async (changeId: string, subjects: number, signal: AbortSignal): Promise<void> => {
    const { rows } = await database.lookUpPool.query<{ listeners: number }>(countListenersSql);
    const others = (rows[0]?.listeners ?? 1) - 1;
    while ((heard.get(changeId)?.size ?? 0) < others * subjects && !signal.aborted) {
      await new Promise<void>((resolve) => {
        waiting.set(changeId, resolve);
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    }
  };

  return {
    receive: (echo) => {
      const [changeId = "", ...who] = echo.split(" ");
      const all = heard.get(changeId) ?? new Set();
      // The version before this one names the change alone: each of its echoes is one of a subject's.
      heard.set(changeId, all.add(who.length === 0 ? `echo ${all.size}` : who.join(" ")));
      const [oldest] = heard.keys();
      if (heard.size > mostRemembered && oldest !== undefined) heard.delete(oldest);
      waiting.get(changeId)?.();
    },
    gather: async (changeId, subjectIds) => {
      const ending = new AbortController();
      const patience = wait(patienceMs, undefined, { signal: ending.signal, ref: false }).catch(() => {});
      // A database that cannot be asked now has committed the change: the lease sees to the rest.
      await Promise.race([
        gatherAll(changeId, new Set(subjectIds).size, ending.signal).catch(() => {}),
        patience,
      ]);
      ending.abort();
      waiting.delete(changeId);
      heard.delete(changeId);
    },
  };
}
