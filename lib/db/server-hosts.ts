import type { DatabaseAddress, DatabaseHost } from "./database-address.ts";
import { DatabaseUnavailableError, describeDatabaseFailure } from "./database-errors.ts";

/** What a host says of itself. */
export interface HostState {
  isStandby: boolean;
  isReadOnly: boolean;
  /** Eight hexadecimal digits, more with every promotion; empty where our role may not read it. */
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
   * Asks all hosts, and again with more patience while none is a primary. Rejects with DatabaseUnavailableError when none
   * is then, and nothing changes.
   */
  choose(): Promise<void>;
  /** Asks once in the background, after a connection was lost. */
  lookAgain(): void;
  stop(): void;
}

/** Soon enough for a revocation not to be missed for 5 seconds after a failover that leaves the old primary running. */
const watchIntervalMs = 2_000;

/** How long a host may take to say whether it is the primary. A start has no other choice than to wait for a slow one. */
const askLimitMs = { watch: 1_000, start: 10_000 };

interface Options {
  /** Rejects when the host has not answered within the limit. */
  ask: (host: DatabaseHost, limitMs: number) => Promise<HostState>;
  /** Connections to the host of before must end. */
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

  // While the new primary is slow to answer, the old one must not win.
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
  // Briefly first: a host that is away must not hold up a start while another one is the primary.
  const choose = () =>
    chooseTogether(() => chooseOnce(askLimitMs.watch).catch(() => chooseOnce(askLimitMs.start)));
  const lookAgain = () => {
    // Whoever needs a connection meets the same failure, and says so.
    chooseTogether(() => chooseOnce(askLimitMs.watch)).catch(() => {});
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
 * Of several that claim to be the primary, the one promoted last is: the one before was not stopped. One that takes no
 * writes for the time being is better than none.
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
        if (isSuperseded(state)) return `${host.name}:${host.port}: another server was promoted in its place`;
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
