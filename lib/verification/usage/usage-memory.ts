import { minuteMs } from "#lib/domain/common/durations.ts";
import type { VerdictCode } from "#lib/domain/keys/verdict.ts";
import { getClientNetwork } from "#lib/domain/network/address.ts";
import type { LastUse, UsageBatch, UsageCount } from "./write-usage.ts";

export type UsageOutcome = VerdictCode | "RATE_LIMITED";

/** One use of a known secret. Unknown keys are not counted. */
export interface UsageEvent {
  keyId: string;
  secretId: string;
  outcome: UsageOutcome;
  /** As returned by getCountedEnvironment. */
  environment: string;
  /**
   * The id of the key (or person) that requested the verification. Empty if the key was presented to this
   * console directly.
   */
  service: string;
  /** The IP address of the client that used the key, not of the service that verifies it. Null if unknown. */
  address: string | null;
  /** Milliseconds since 1970. */
  now: number;
}

/** What has been counted but not yet written: a limited number of rows. */
export interface UsageMemory {
  add(event: UsageEvent): void;
  /** Removes and returns everything. `dropped`: events for which there was no room. */
  take(): UsageBatch & { dropped: number };
  /** Adds rows that were removed and could not be written. */
  putBack(batch: UsageBatch): void;
  /** The number of rows. */
  readonly size: number;
}

/** Outcomes that prove that a valid secret is still in use. A rejection because of the key's state is not use. */
const usingOutcomes: ReadonlySet<UsageOutcome> = new Set([
  "VALID",
  "RATE_LIMITED",
  "INSUFFICIENT_PERMISSIONS",
  "ENVIRONMENT_MISMATCH",
]);

/**
 * Up to this many addresses per key and minute are recorded separately; further requests are counted without
 * an address. The owner of a key can use any number of addresses.
 */
const maxAddressesPerMinute = 100;

/** The use of one secret since the memory was last emptied. */
interface SecretUse {
  /** The row that was counted last, which is nearly always the next event's row too. */
  row: UsageCount | null;
  /** The address of the event that was counted last, as it was sent. Undefined for a row that was put back. */
  rowAddress: string | null | undefined;
  /** All rows of the secret, once there is more than one. Most secrets never need it. */
  rows: Map<string, UsageCount> | null;
  last: LastUse | null;
}

function isRowOf({ row, rowAddress }: SecretUse, event: UsageEvent, startsAt: number): boolean {
  return (
    row !== null &&
    row.startsAt === startsAt &&
    row.outcome === event.outcome &&
    row.environment === event.environment &&
    row.service === event.service &&
    rowAddress === event.address
  );
}

/** A name that identifies a row among the secret's rows. */
function nameRow({ startsAt, outcome, environment, service, address }: UsageCount): string {
  return `${startsAt} ${outcome} ${environment} ${service} ${address}`;
}

/** The secret's row that counts the same as this one. If there is none, `add` adds this one, if there is room. */
function findRow(use: SecretUse, row: UsageCount, add: () => boolean): UsageCount | null {
  if (use.row === null && use.rows === null) return add() ? row : null;
  if (use.rows === null) {
    use.rows = new Map();
    if (use.row !== null) use.rows.set(nameRow(use.row), use.row);
  }
  const name = nameRow(row);
  const known = use.rows.get(name);
  if (known !== undefined) return known;
  if (!add()) return null;
  use.rows.set(name, row);
  return row;
}

function createRow(event: UsageEvent, startsAt: number, address: string): UsageCount {
  const { keyId, secretId, outcome, environment, service } = event;
  return { keyId, secretId, startsAt, outcome, environment, service, address, count: 1 };
}

function noteUse(use: SecretUse, { keyId, secretId, now }: UsageEvent): void {
  // Changed in place: a new object for each event would mean work for the garbage collector.
  if (use.last === null) use.last = { keyId, secretId, usedAt: now };
  else if (use.last.usedAt < now) use.last.usedAt = now;
}

/**
 * The networks from which each key was used in the latest minute. They are kept across `take`, which is
 * called many times per minute.
 */
function createNetworkMemory(maxNetworks: number) {
  /** A key's network, or a set once it has several. */
  let byKey = new Map<string, string | Set<string>>();
  let count = 0;
  let latestMinute = 0;
  return {
    /** The network to count an event under. Empty if the address is unknown or exceeds the maximum. */
    find({ keyId, outcome, address }: UsageEvent, startsAt: number): string {
      // The source of rate-limited requests says nothing about the key's use.
      if (outcome === "RATE_LIMITED" || address === null) return "";
      if (startsAt > latestMinute) {
        byKey = new Map();
        count = 0;
        latestMinute = startsAt;
      }
      const network = getClientNetwork(address) ?? "";
      const known = byKey.get(keyId);
      if (typeof known === "string" ? known === network : known?.has(network)) return network;
      if (count >= maxNetworks) return "";
      if (known === undefined) byKey.set(keyId, network);
      else if (typeof known === "string") byKey.set(keyId, new Set([known, network]));
      else if (known.size >= maxAddressesPerMinute) return "";
      else known.add(network);
      count += 1;
      return network;
    },
  };
}

/**
 * Beyond half of `maxRows`, addresses are no longer recorded separately; beyond `maxRows`, new rows are
 * dropped.
 */
export function createUsageMemory(maxRows: number): UsageMemory {
  let rows: UsageCount[] = [];
  const secrets = new Map<string, SecretUse>();
  const networks = createNetworkMemory(maxRows);
  let dropped = 0;

  /** Counts the row, which may become part of the memory, and remembers it as the secret's last row. */
  const addRow = (use: SecretUse, row: UsageCount): void => {
    const { count } = row;
    if (rows.length >= maxRows / 2) row.address = "";
    const found = findRow(use, row, () => rows.length < maxRows && rows.push(row) > 0);
    if (found === null) dropped += count;
    else if (found !== row) found.count += count;
    use.row = found;
  };

  const openSecret = (secretId: string): SecretUse | null => {
    const known = secrets.get(secretId);
    if (known !== undefined) return known;
    if (secrets.size >= maxRows) return null;
    const opened = { row: null, rowAddress: undefined, rows: null, last: null };
    secrets.set(secretId, opened);
    return opened;
  };

  return {
    add: (event) => {
      const startsAt = event.now - (event.now % minuteMs);
      const use = openSecret(event.secretId);
      if (use === null) {
        dropped += 1;
        return;
      }
      if (use.row !== null && isRowOf(use, event, startsAt)) use.row.count += 1;
      else {
        addRow(use, createRow(event, startsAt, networks.find(event, startsAt)));
        use.rowAddress = event.address;
      }
      if (usingOutcomes.has(event.outcome)) noteUse(use, event);
    },
    take: () => {
      const lastUses: LastUse[] = [];
      for (const { last } of secrets.values()) if (last !== null) lastUses.push(last);
      const taken = { counts: rows, lastUses, dropped };
      rows = [];
      secrets.clear();
      dropped = 0;
      return taken;
    },
    putBack: ({ counts, lastUses }) => {
      for (const row of counts) {
        const use = openSecret(row.secretId);
        if (use === null) dropped += row.count;
        else {
          addRow(use, { ...row });
          use.rowAddress = undefined;
        }
      }
      for (const use of lastUses) {
        const secret = openSecret(use.secretId);
        if (secret !== null && (secret.last === null || secret.last.usedAt < use.usedAt)) secret.last = use;
      }
    },
    get size() {
      return rows.length;
    },
  };
}
