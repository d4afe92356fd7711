import { expect, test } from "vitest";
import type { Database } from "#lib/platform/db/database.ts";
import { createEchoes, formatEcho } from "./echoes.ts";

/** A database with this many listening instances. */
function createListening(listeners: number): Pick<Database, "lookUpPool"> {
  const lookUpPool = { query: async () => ({ rows: [{ listeners }] }) };
  // Nothing else of the pool is used.
  return { lookUpPool: lookUpPool as unknown as Database["lookUpPool"] };
}

async function isSettled(promise: Promise<void>): Promise<boolean> {
  const later = new Promise((resolve) => setTimeout(resolve, 20, "later"));
  return (await Promise.race([promise, later])) !== "later";
}

const changeId = "instance.maker.1";
const echo = (subjectId: string, instanceId: string) => formatEcho({ changeId, subjectId, instanceId });

test("a change is confirmed when each instance has confirmed each of its subjects, in any order", async () => {
  const echoes = createEchoes(createListening(3));
  const gathering = echoes.gather(changeId, ["key_a", "mem_b", "key_a"]);
  for (const [subjectId, instanceId] of [
    ["key_a", "second"],
    ["mem_b", "second"],
    ["mem_b", "second"],
    ["mem_b", "third"],
  ] as const) {
    echoes.receive(echo(subjectId, instanceId));
    expect(await isSettled(gathering)).toBe(false);
  }
  echoes.receive(echo("key_a", "third"));
  expect(await isSettled(gathering)).toBe(true);
});

test("echoes of the previous version, which contain only the change, count for one subject each", async () => {
  const echoes = createEchoes(createListening(2));
  const gathering = echoes.gather(changeId, ["key_a", "mem_b"]);
  echoes.receive(changeId);
  expect(await isSettled(gathering)).toBe(false);
  echoes.receive(changeId);
  expect(await isSettled(gathering)).toBe(true);
});
