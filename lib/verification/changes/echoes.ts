import { setTimeout as wait } from "node:timers/promises";
import { type Database, listenerName } from "#lib/platform/db/database.ts";

/** The channel on which instances confirm that they have applied a change. */
export const echoChannel = "byteengine_echoes";

export const echoSql = `SELECT pg_notify('${echoChannel}', $1)`;

const countListenersSql = `
  SELECT count(*)::int AS listeners FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = '${listenerName}'`;

/**
 * An instance that does not confirm within this time is considered cut off. It stops trusting its copies when its
 * lease ends (ADR 0007), and no mutation waits for that.
 */
const maxWaitMs = 1_000;

/** Echoes of changes made elsewhere arrive too. The oldest are dropped beyond this number. */
const maxRemembered = 1_000;

/** A change is notified once for each of its subjects, and echoed in the same way. */
interface Confirmation {
  changeId: string;
  subjectId: string;
  /** The id of the confirming instance. */
  instanceId: string;
}

export function formatEcho({ changeId, subjectId, instanceId }: Confirmation): string {
  return `${changeId} ${subjectId} ${instanceId}`;
}

export interface Echoes {
  /** Accepts a confirmation from another instance, in the format of `formatEcho`. */
  receive(echo: string): void;
  /**
   * Resolves once all other instances have confirmed all subjects of the change, or one of them is considered
   * cut off. Never rejects.
   */
  gather(changeId: string, subjectIds: readonly string[]): Promise<void>;
}

/**
 * Records which instances have confirmed which change. With a single instance there is nothing to wait for. The command line
 * is not an instance: it doesn't listen for changes itself.
 */
export function createEchoes(
  database: Pick<Database, "lookUpPool">,
  { isInstance = true }: { isInstance?: boolean } = {},
): Echoes {
  const confirmed = new Map<string, Set<string>>();
  const waiting = new Map<string, () => void>();

  const gatherAll = async (changeId: string, subjects: number, signal: AbortSignal): Promise<void> => {
    const { rows } = await database.lookUpPool.query<{ listeners: number }>(countListenersSql);
    const others = (rows[0]?.listeners ?? 1) - (isInstance ? 1 : 0);
    while ((confirmed.get(changeId)?.size ?? 0) < others * subjects && !signal.aborted) {
      await new Promise<void>((resolve) => {
        waiting.set(changeId, resolve);
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    }
  };

  return {
    receive: (echo) => {
      const [changeId = "", ...source] = echo.split(" ");
      const all = confirmed.get(changeId) ?? new Set();
      // The previous version sends only the change id, once for each subject.
      confirmed.set(changeId, all.add(source.length === 0 ? `echo ${all.size}` : source.join(" ")));
      const [oldest] = confirmed.keys();
      if (confirmed.size > maxRemembered && oldest !== undefined) confirmed.delete(oldest);
      waiting.get(changeId)?.();
    },
    gather: async (changeId, subjectIds) => {
      const ending = new AbortController();
      const timeout = wait(maxWaitMs, undefined, { signal: ending.signal, ref: false }).catch(() => {});
      // If the database is unreachable now, the change is already committed, and the leases of other
      // instances limit the delay.
      await Promise.race([
        gatherAll(changeId, new Set(subjectIds).size, ending.signal).catch(() => {}),
        timeout,
      ]);
      ending.abort();
      waiting.delete(changeId);
      confirmed.delete(changeId);
    },
  };
}
