import { minuteMs } from "#lib/domain/common/durations.ts";

/** What went wrong: the password, a limit before it was checked, or the code after it. */
export type FailureKind = "password" | "limit" | "code";

export interface FailedSignIn {
  kind: FailureKind;
  /** Distinguishes accounts without containing what was typed. */
  accountDigest: string;
  /** The typed text, if it is an email address. It stays in memory, until the account is looked up. */
  email: string | null;
  /** The account, if the first step was right. */
  userId: string | null;
  /** The /24 or /64 of the client. */
  network: string | null;
  agent: string | null;
  requestId: string;
  at: Date;
}

/** The failures of one kind, account and network in one minute. Everything but the count is that of the last one. */
export interface FailureGroup extends FailedSignIn {
  attempts: number;
}

export interface TakenFailures {
  groups: FailureGroup[];
  /** The failures that belong to no group, because there were too many groups. */
  omitted: number;
}

/**
 * Collects failed sign-ins in memory, grouped by minute, kind, account and network. Adding one costs the same for every
 * account, and the memory is bounded however many networks take part in an attack.
 */
export interface FailureCollector {
  add(failure: FailedSignIn): void;
  /** Removes and returns the groups of the minutes that ended before this time. Without a time: all groups. */
  take(now: Date | null): TakenFailures;
  /** Returns groups that could not be stored. */
  putBack(taken: TakenFailures): void;
}

function getMinute(at: Date): number {
  return Math.floor(at.getTime() / minuteMs);
}

function nameGroup({ kind, accountDigest, network, at }: FailedSignIn): string {
  return [getMinute(at), kind, accountDigest, network].join(" ");
}

/** Groups of one minute, about 500 bytes each. */
const defaultMaxGroups = 2_000;

export function createFailureCollector(maxGroups = defaultMaxGroups): FailureCollector {
  const groups = new Map<string, FailureGroup>();
  let omitted = 0;

  const count = (failure: FailedSignIn, attempts: number) => {
    const name = nameGroup(failure);
    const known = groups.get(name);
    if (known === undefined && groups.size >= maxGroups) omitted += attempts;
    else groups.set(name, { ...failure, attempts: attempts + (known?.attempts ?? 0) });
  };

  return {
    add: (failure) => count(failure, 1),
    take: (now) => {
      const ended = [...groups].filter(([, { at }]) => now === null || getMinute(at) < getMinute(now));
      for (const [name] of ended) groups.delete(name);
      const taken = { groups: ended.map(([, group]) => group), omitted };
      omitted = 0;
      return taken;
    },
    putBack: (taken) => {
      for (const group of taken.groups) count(group, group.attempts);
      omitted += taken.omitted;
    },
  };
}
