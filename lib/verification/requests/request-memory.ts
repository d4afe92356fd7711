import { minuteMs } from "#lib/domain/common/durations.ts";
import type { RequestOutcome } from "#lib/domain/requests/request-facts.ts";
import { getSample, getSubject, type RequestEntry, type RequestSample } from "./request-entry.ts";

/** Requests to add to an entry that has already been taken. */
interface RequestRest {
  subject: string;
  outcome: RequestOutcome;
  teamId: string | null;
  /** The start of the minute in which they were counted. */
  minute: number;
  requestId: string;
  more: number;
}

/** What has been collected but not yet written. */
export interface RequestBatch {
  entries: RequestEntry[];
  rests: RequestRest[];
  /** How many rejected requests had no room, by team. Null: without a known key. */
  drops: [teamId: string | null, count: number][];
}

/**
 * Chooses which requests get an entry: per subject and minute the first accepted one and the first ten of each
 * other outcome. The requests after those are counted on the last entry.
 */
export interface RequestMemory {
  /**
   * Whether a request of this subject (as returned by getSubject) gets an entry, which must then be added.
   * Otherwise it has been counted. Called for every verification, so it takes no object.
   */
  wants(subject: string, outcome: RequestOutcome, teamId: string | null, atMs: number): boolean;
  add(entry: RequestEntry): void;
  /** Removes and returns everything. */
  take(): RequestBatch;
  /** Adds what another thread has collected, under the same limits. */
  merge(batch: RequestBatch): void;
  /** Adds entries that were taken and could not be written. */
  putBack(batch: RequestBatch): void;
  /** Counts no further requests on these entries, which are lost. What was counted on them since is dropped. */
  forget(entries: readonly RequestEntry[]): void;
  /** The number of entries. */
  readonly size: number;
}

export const maxPerMinute: Readonly<Record<RequestSample, number>> = {
  accepted: 1,
  rejected: 10,
  unknown: 10,
};

/** The shares of the memory that each kind can fill, so that none displaces another. */
const shares: Readonly<Record<RequestSample, number>> = { accepted: 0.2, rejected: 0.7, unknown: 0.1 };

const maxTeamsWithDrops = 1_000;

/** The requests of one subject with one outcome in one minute. */
interface Tally {
  minute: number;
  /** Requests that could have had an entry. */
  taken: number;
  /** The last entry. Null if all were dropped. */
  requestId: string | null;
  /** Where further requests are counted, until the next `take`. */
  counter: { more: number } | null;
  counterRound: number;
}

type Subject = Map<RequestOutcome, Tally>;

/** Two minutes of tallies: reports of other threads about the previous minute arrive in the next one. */
function createTallies(maxSubjects: number) {
  let latest = 0;
  let current = new Map<string, Subject>();
  let previous = new Map<string, Subject>();
  const advance = (minute: number) => {
    // A minute that is much older means that the database's clock was set back.
    if (minute === latest || minute === latest - minuteMs) return;
    previous = minute === latest + minuteMs ? current : new Map();
    current = new Map();
    latest = minute;
  };
  return {
    /** The tally to count a request in. Late requests count in the latest minute. Null: no room for the subject. */
    open(subject: string, outcome: RequestOutcome, atMs: number): Tally | null {
      advance(atMs - (atMs % minuteMs));
      let outcomes = current.get(subject);
      if (outcomes === undefined) {
        if (current.size >= maxSubjects) return null;
        outcomes = new Map();
        current.set(subject, outcomes);
      }
      let tally = outcomes.get(outcome);
      if (tally === undefined) {
        tally = { minute: latest, taken: 0, requestId: null, counter: null, counterRound: -1 };
        outcomes.set(outcome, tally);
      }
      return tally;
    },
    find(subject: string, outcome: RequestOutcome, minute: number): Tally | undefined {
      const tallies = minute >= latest ? current : previous;
      return tallies.get(subject)?.get(outcome);
    },
    findOpen(subject: string, outcome: RequestOutcome): Tally | undefined {
      return current.get(subject)?.get(outcome);
    },
    /** The tallies of the subject in both minutes: a late entry is in the later one. */
    findBoth(subject: string, outcome: RequestOutcome): Tally[] {
      const both = [current, previous].map((tallies) => tallies.get(subject)?.get(outcome));
      return both.filter((tally) => tally !== undefined);
    },
  };
}

export function createRequestMemory(
  maxEntries: number,
  maxKeys = 50_000,
  maxUnknownSubjects = 5_000,
): RequestMemory {
  const ofKeys = createTallies(maxKeys);
  // Of their own, so that a flood from many networks leaves room for keys.
  const ofUnknown = createTallies(maxUnknownSubjects);
  const talliesOf = (teamId: string | null) => (teamId === null ? ofUnknown : ofKeys);
  let entries: RequestEntry[] = [];
  let rests: RequestRest[] = [];
  let drops = new Map<string | null, number>();
  let sizes: Record<RequestSample, number> = { accepted: 0, rejected: 0, unknown: 0 };
  /** Counts the calls of `take`: what a tally refers to from an earlier round has been handed over. */
  let round = 0;

  const drop = (teamId: string | null, count: number) => {
    const name = drops.has(teamId) || drops.size < maxTeamsWithDrops ? teamId : null;
    drops.set(name, (drops.get(name) ?? 0) + count);
  };

  const hasRoom = (sample: RequestSample) => sizes[sample] < maxEntries * shares[sample];

  /** Counts requests on the tally's last entry, or on a row that is added to the stored entry later. */
  const count = (tally: Tally, of: Pick<RequestRest, "subject" | "outcome" | "teamId">, more: number) => {
    if (tally.requestId === null) return drop(of.teamId, more);
    if (tally.counterRound !== round || tally.counter === null) {
      if (rests.length >= maxEntries) return drop(of.teamId, more);
      const { subject, outcome, teamId } = of;
      const { requestId, minute } = tally;
      const rest = { subject, outcome, teamId, minute, requestId, more: 0 };
      rests.push(rest);
      tally.counter = rest;
      tally.counterRound = round;
    }
    tally.counter.more += more;
  };

  const wants: RequestMemory["wants"] = (subject, outcome, teamId, atMs) => {
    const sample = getSample(outcome, teamId);
    const tally = talliesOf(teamId).open(subject, outcome, atMs);
    // Accepted requests are only a sample: the usage counts have all of them.
    const isCounted = sample !== "accepted";
    if (tally === null) {
      if (isCounted) drop(teamId, 1);
      return false;
    }
    if (tally.taken >= maxPerMinute[sample]) {
      if (isCounted) count(tally, { subject, outcome, teamId }, 1);
      return false;
    }
    tally.taken += 1;
    if (hasRoom(sample)) return true;
    if (isCounted) drop(teamId, 1);
    return false;
  };

  const store = (entry: RequestEntry) => {
    entries.push(entry);
    sizes[entry.sample] += 1;
  };

  const add = (entry: RequestEntry) => {
    store(entry);
    const tally = talliesOf(entry.teamId).findOpen(getSubject(entry), entry.outcome);
    if (tally === undefined) return;
    tally.requestId = entry.requestId;
    tally.counter = entry;
    tally.counterRound = round;
  };

  const mergeEntry = (entry: RequestEntry) => {
    const { outcome, teamId, atMs, more } = entry;
    const subject = getSubject(entry);
    if (wants(subject, outcome, teamId, atMs)) return add(entry);
    if (more === 0) return;
    const tally = talliesOf(teamId).findOpen(subject, outcome);
    if (tally === undefined) drop(teamId, more);
    else count(tally, { subject, outcome, teamId }, more);
  };

  const forget: RequestMemory["forget"] = (lost) => {
    const ids = new Set(lost.map(({ requestId }) => requestId));
    for (const entry of lost) {
      for (const tally of talliesOf(entry.teamId).findBoth(getSubject(entry), entry.outcome)) {
        if (tally.requestId === entry.requestId) tally.requestId = null;
      }
    }
    const orphans = rests.filter(({ requestId }) => ids.has(requestId));
    for (const { teamId, more } of orphans) drop(teamId, more);
    if (orphans.length > 0) rests = rests.filter(({ requestId }) => !ids.has(requestId));
  };

  return {
    wants,
    add,
    forget,
    take: () => {
      const taken = { entries, rests, drops: [...drops] };
      entries = [];
      rests = [];
      drops = new Map();
      sizes = { accepted: 0, rejected: 0, unknown: 0 };
      round += 1;
      return taken;
    },
    merge: (batch) => {
      for (const entry of batch.entries) mergeEntry(entry);
      for (const rest of batch.rests) {
        const tally = talliesOf(rest.teamId).find(rest.subject, rest.outcome, rest.minute);
        if (tally !== undefined) count(tally, rest, rest.more);
        else if (rests.length < maxEntries) rests.push(rest);
        else drop(rest.teamId, rest.more);
      }
      for (const [teamId, dropped] of batch.drops) drop(teamId, dropped);
    },
    putBack: (batch) => {
      const lost: RequestEntry[] = [];
      for (const entry of batch.entries) {
        if (hasRoom(entry.sample)) store(entry);
        else lost.push(entry);
      }
      for (const { teamId, more } of lost) drop(teamId, 1 + more);
      for (const rest of batch.rests) {
        if (rests.length < maxEntries) rests.push(rest);
        else drop(rest.teamId, rest.more);
      }
      for (const [teamId, dropped] of batch.drops) drop(teamId, dropped);
      forget(lost);
    },
    get size() {
      return entries.length;
    },
  };
}
