import { expect, test } from "vitest";
import type { Database } from "#lib/platform/db/database.ts";
import { createEchoes, formatEcho } from "./echoes.ts";

/** A database to which this many instances listen. */
function createListening(listeners: number): Pick<Database, "lookUpPool"> {
  const lookUpPool = { query: async () => ({ rows: [{ listeners }] }) };
  // Nothing else of the pool is used.
  return { lookUpPool: lookUpPool as unknown as Database["lookUpPool"] };
}

async function isSettled(promise: Promise<void>): Promise<boolean> {
  const later = new Promise((resolve) => setTimeout(resolve, 20, "later"));
  return (await Promise.race([promise, later])) !== "later";
}

const changeId = "instance.sender.1";
const echo = (subjectId: string, instanceId: string) => formatEcho({ changeId, subjectId, instanceId });

test("waits until each instance has confirmed each subject of the change, in any order", async () => {
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

test("counts an echo of the previous version, which contains only the change id, for one subject", async () => {
  const echoes = createEchoes(createListening(2));
  const gathering = echoes.gather(changeId, ["key_a", "mem_b"]);
  echoes.receive(changeId);
  expect(await isSettled(gathering)).toBe(false);
  echoes.receive(changeId);
  expect(await isSettled(gathering)).toBe(true);
});
