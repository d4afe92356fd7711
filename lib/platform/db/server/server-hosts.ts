import type { DatabaseAddress, DatabaseHost } from "#lib/platform/settings/addresses/database-address.ts";
import { DatabaseUnavailableError, describeDatabaseFailure } from "./database-errors.ts";

/** What a host reports about itself. */
export interface HostState {
  isStandby: boolean;
  isReadOnly: boolean;
  /** Eight hexadecimal digits that increase with every promotion. Empty if the role is not allowed to read it. */
  timeline: string;
  systemId: string;
}

interface Primary {
  host: DatabaseHost;
  state: HostState;
}

/** Which of a database's hosts is the primary. */
export interface ServerHosts {
  /** Where new connections go. */
  readonly current: DatabaseHost;
  /**
   * Queries all hosts. If none is the primary, queries them again with a longer time limit. If there is still
   * none, rejects with DatabaseUnavailableError and changes nothing.
   */
  choose(): Promise<void>;
  /** Queries once in the background, after a connection was lost. */
  lookAgain(): void;
  stop(): void;
}

/** Often enough to keep revocations within 5 seconds after a failover that leaves the old primary running. */
const watchIntervalMs = 2_000;

/** How long a host can take to answer. A start has no choice but to wait for a slow one. */
const answerLimitMs = { watch: 1_000, start: 10_000 };

interface Options {
  /** Rejects if the host has not answered within the limit. */
  ask: (host: DatabaseHost, limitMs: number) => Promise<HostState>;
  /** Must close the connections to the previous host. */
  onChange: (host: DatabaseHost) => void;
}

export function createServerHosts(
  { hosts }: Pick<DatabaseAddress, "hosts">,
  { ask, onChange }: Options,
): ServerHosts {
  let current = hosts[0];
  if (hosts.length === 1) return { current, choose: async () => {}, lookAgain: () => {}, stop: () => {} };
  let latest: HostState | null = null;
  let choosing: Promise<void> | null = null;

  // While the new primary is slow to answer, the old one must not be chosen.
  const isSuperseded = ({ systemId, timeline }: HostState) =>
    latest !== null && systemId === latest.systemId && timeline < latest.timeline;

  const chooseOnce = async (limitMs: number) => {
    const { host, state } = await findPrimary(hosts, (asked) => ask(asked, limitMs), isSuperseded);
    latest = state;
    if (host === current) return;
    current = host;
    onChange(host);
  };
  const chooseTogether = (run: () => Promise<void>) => {
    choosing ??= run().finally(() => {
      choosing = null;
    });
    return choosing;
  };
  // Starts with the short limit: an unreachable host must not delay a start while another is the primary.
  const choose = () =>
    chooseTogether(() => chooseOnce(answerLimitMs.watch).catch(() => chooseOnce(answerLimitMs.start)));
  const lookAgain = () => {
    // Code that needs a connection gets the same error and reports it.
    chooseTogether(() => chooseOnce(answerLimitMs.watch)).catch(() => {});
  };
  const timer = setInterval(lookAgain, watchIntervalMs);
  timer.unref();
  return {
    get current() {
      return current;
    },
    choose,
    lookAgain,
    stop: () => clearInterval(timer),
  };
}

/**
 * If several hosts claim to be the primary, chooses the one promoted last: the previous one was not stopped.
 * A primary that is temporarily read-only is better than none.
 */
async function findPrimary(
  hosts: readonly DatabaseHost[],
  ask: (host: DatabaseHost) => Promise<HostState>,
  isSuperseded: (state: HostState) => boolean,
): Promise<Primary> {
  const answers = await Promise.all(
    hosts.map(async (host) => {
      try {
        const state = await ask(host);
        if (state.isStandby) return `${host.name}:${host.port}: it is a standby`;
        if (isSuperseded(state)) return `${host.name}:${host.port}: another server was promoted instead`;
        return { host, state };
      } catch (error) {
        return `${host.name}:${host.port}: ${describeDatabaseFailure(error)}`;
      }
    }),
  );
  const primaries = answers.filter((answer) => typeof answer !== "string");
  const [best] = primaries.sort((a, b) => comparePrimaries(a.state, b.state));
  if (best === undefined)
    throw new DatabaseUnavailableError(`none of its hosts is a primary (${answers.join("; ")})`);
  return best;
}

function comparePrimaries(a: HostState, b: HostState): number {
  if (a.timeline !== b.timeline) return a.timeline > b.timeline ? -1 : 1;
  return Number(a.isReadOnly) - Number(b.isReadOnly);
}
