import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DatabaseAddress, DatabaseHost } from "#lib/platform/settings/addresses/database-address.ts";
import { createServerHosts, type HostState, type ServerHosts } from "./server-hosts.ts";

const h1 = { name: "h1", port: 5432 };
const h2 = { name: "h2", port: 5432 };
const primary: HostState = { isStandby: false, isReadOnly: false, timeline: "00000001", systemId: "7" };
const standby: HostState = { ...primary, isStandby: true };

let states: Record<string, HostState | null>;
let changes: DatabaseHost[];
let hosts: ServerHosts | undefined;

beforeEach(() => {
  changes = [];
});

afterEach(() => hosts?.stop());

function start(names: DatabaseAddress["hosts"] = [h1, h2]): ServerHosts {
  hosts = createServerHosts(
    { hosts: names },
    {
      ask: async ({ name }) => {
        const state = states[name];
        if (state === undefined || state === null)
          throw Object.assign(new Error("no"), { code: "ECONNREFUSED" });
        return state;
      },
      onChange: (host) => changes.push(host),
    },
  );
  return hosts;
}

test("does not query a single host", async () => {
  states = {};
  const one = start([h1]);
  await one.choose();
  expect(one.current).toBe(h1);
});

test.each<[string, HostState | null, HostState | null, DatabaseHost]>([
  ["the first of two primaries", primary, primary, h1],
  ["the one that is not a standby", standby, primary, h2],
  ["the one that answers", null, primary, h2],
  [
    "the one promoted last, when the old primary is still running",
    primary,
    { ...primary, timeline: "00000002" },
    h2,
  ],
  ["the one that accepts writes", { ...primary, isReadOnly: true }, primary, h2],
  ["a read-only primary rather than a standby", standby, { ...primary, isReadOnly: true }, h2],
])("chooses %s", async (_, first, second, expected) => {
  states = { h1: first, h2: second };
  const several = start();
  await several.choose();
  expect(several.current).toBe(expected);
});

test("follows a failover, reports it once, and keeps the last primary while there is none", async () => {
  states = { h1: primary, h2: standby };
  const several = start();
  await several.choose();
  expect(changes).toEqual([]);
  states = { h1: null, h2: standby };
  await expect(several.choose()).rejects.toThrow(
    "none of its hosts is a primary (h1:5432: it refuses connections; h2:5432: it is a standby)",
  );
  expect(several.current).toBe(h1);
  states = { h1: null, h2: { ...primary, timeline: "00000002" } };
  await several.choose();
  await several.choose();
  expect(several.current).toBe(h2);
  expect(changes).toEqual([h2]);
});

test("waits for a slow primary at the start, but not while watching", async () => {
  const limits: number[] = [];
  const slow = createServerHosts(
    { hosts: [h1, h2] },
    {
      ask: async ({ name }, limitMs) => {
        limits.push(limitMs);
        if (name === "h1") return standby;
        if (limitMs < 5_000) throw new Error("timeout");
        return primary;
      },
      onChange: () => {},
    },
  );
  hosts = slow;
  await slow.choose();
  expect(slow.current).toBe(h2);
  expect(limits).toEqual([1_000, 1_000, 10_000, 10_000]);
  slow.lookAgain();
  await vi.waitFor(() => expect(limits).toHaveLength(6));
  expect(limits.slice(4)).toEqual([1_000, 1_000]);
});

test("never returns to a superseded primary, unless it belongs to a new cluster", async () => {
  states = { h1: primary, h2: { ...primary, timeline: "00000002" } };
  const several = start();
  await several.choose();
  states = { h1: primary, h2: null };
  await expect(several.choose()).rejects.toThrow("another server was promoted instead");
  expect(several.current).toBe(h2);
  states = { h1: { ...primary, systemId: "8" }, h2: null };
  await several.choose();
  expect(several.current).toBe(h1);
});
