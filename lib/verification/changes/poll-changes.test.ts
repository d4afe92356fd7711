import { beforeEach, describe, expect, test } from "vitest";
import { createLogger } from "#lib/platform/log/log.ts";
import type { KnownKeys } from "#lib/verification/cache/known-keys.ts";
import { createPoll, type PollConnection, type PolledRow } from "./poll-changes.ts";

const logger = createLogger({ level: "silent" });

const before: PolledRow = {
  is_standby: false,
  system_id: "7000000000000000001",
  timeline: "00000001",
  database_oid: "5",
  files: "101,102,103",
  foreign_keys: "12",
  started_at: null,
  wal_bytes: "5000",
  xmin: "700",
  xmax: "710",
  now_ms: 1_800_000_000_000,
  id: null,
  subject_id: null,
};

let row: PolledRow;
let canIdentify: boolean;
let statements: [string, unknown][];
let calls: string[];
let newServers: number;

async function query(text: string, values?: unknown[]) {
  if (text.includes("has_function_privilege")) return { rows: [{ can_identify: canIdentify }] };
  statements.push([text, values?.[0]]);
  return { rows: [row] };
}

/** A test double for a client of `pg`, without its overloads of `query`. */
const connect = () => ({ query }) as unknown as PollConnection;
const connection = connect();

const recordCall = (name: string) => () => {
  calls.push(name);
};

const keys: Pick<KnownKeys, "clock" | "forget" | "forgetAll" | "confirm"> = {
  clock: { now: () => 0, observe: recordCall("observe"), reset: recordCall("reset") },
  forget: (ids) => {
    if (ids.length > 0) calls.push(`forget ${ids.join()}`);
  },
  forgetAll: recordCall("forgetAll"),
  confirm: recordCall("confirm"),
};

function startPoll() {
  return createPoll({
    keys,
    logger,
    onOtherServer: () => {
      newServers += 1;
    },
  });
}

beforeEach(() => {
  row = before;
  canIdentify = true;
  statements = [];
  calls = [];
  newServers = 0;
});

/** Polls twice, with these changes to the row in between. Returns what the second poll did. */
async function pollAfter(changes: Partial<PolledRow>): Promise<string[]> {
  const poll = startPoll();
  await poll(connection);
  calls = [];
  row = { ...before, ...changes };
  await poll(connection);
  return calls;
}

describe("a poll", () => {
  test("drops all keys the first time and follows changes from then on", async () => {
    const poll = startPoll();
    await poll(connection);
    expect(calls).toEqual(["reset", "forgetAll", "observe", "confirm"]);
    expect(newServers).toBe(0);
    expect(await pollAfter({ xmin: "720", xmax: "730", wal_bytes: "6000" })).toEqual(["observe", "confirm"]);
    expect(statements.map(([, since]) => since)).toEqual([null, null, "700"]);
  });

  test("drops the subject of a change", async () => {
    expect(await pollAfter({ id: "1", subject_id: "key_1" })).toEqual(["observe", "forget key_1", "confirm"]);
  });

  test.each([
    ["system identifier", { system_id: "7000000000000000002" }, 1],
    ["timeline, as after a failover", { timeline: "00000002" }, 1],
    ["database", { database_oid: "6" }, 1],
    ["files of a table, as after a restore in place", { files: "101,102,104" }, 0],
    ["number of foreign keys, which a restore adds last", { foreign_keys: "13" }, 0],
    ["oldest transaction, going back", { xmin: "699" }, 1],
    ["next transaction, going back", { xmax: "709" }, 1],
    ["log position, going back", { wal_bytes: "4999" }, 1],
  ])("drops all keys after another %s", async (_, changes, servers) => {
    expect(await pollAfter(changes)).toEqual(["reset", "forgetAll", "observe", "confirm"]);
    expect(newServers).toBe(servers);
  });

  test("detects another database even if its counters are higher", async () => {
    const ahead = { timeline: "00000002", xmin: "900", xmax: "900", wal_bytes: "9000" };
    expect(await pollAfter(ahead)).toContain("forgetAll");
  });

  test("rejects a standby and confirms nothing", async () => {
    await expect(pollAfter({ is_standby: true })).rejects.toThrow("it is a standby");
    expect(calls).toEqual([]);
  });

  test("compares the server's start time if the role cannot read the system identifier", async () => {
    canIdentify = false;
    row = { ...before, system_id: null, timeline: null, wal_bytes: null, started_at: "1" };
    const poll = startPoll();
    await poll(connection);
    expect(statements[0]?.[0]).not.toContain("pg_control_system");
    calls = [];
    row = { ...row, started_at: "2" };
    await poll(connection);
    expect(calls).toContain("forgetAll");
  });

  test("checks its privileges again on each connection", async () => {
    const poll = startPoll();
    await poll(connection);
    canIdentify = false;
    await poll(connect());
    expect(statements.map(([text]) => text.includes("pg_control_system"))).toEqual([true, false]);
  });

  test("drops all keys after a suspension, during which the host's monotonic clock stops", async () => {
    const hourMs = 3_600_000;
    expect(await pollAfter({ now_ms: before.now_ms + 2 * hourMs })).toContain("forgetAll");
  });
});
