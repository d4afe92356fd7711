import { setTimeout as wait } from "node:timers/promises";
import { MessageChannel, Worker } from "node:worker_threads";
import { createKeyFacts, toKeyRow } from "#e2e/support/access/key-facts.ts";
import { createSecret } from "#lib/domain/keys/secret.ts";
import { createChanges } from "#lib/platform/db/changes.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { createKnownKeys } from "#lib/verification/cache/known-keys.ts";
import { shareKeys } from "#lib/verification/threads/share-keys.ts";
import type { CopiedKeysCommand, CopiedKeysCounts, CopiedKeysData } from "./copied-keys-thread.ts";
import { lookUpEach } from "./look-up-each.ts";

/** A key with a version, which several threads look up while it changes. */
export function createCopiedWorld() {
  const secret = createSecret();
  const acknowledged = new Int32Array(new SharedArrayBuffer(4));
  const changes = createChanges();
  let version = 0;
  const query = async () => {
    const row = toKeyRow(createKeyFacts({ name: String(version) }));
    await wait(Math.random() * 3);
    return { rows: [row] };
  };
  const database = { lookUpPool: { query }, pool: {}, changes } as unknown as Database;
  const keys = createKnownKeys(database, { maxKeys: 100, outageMs: 300_000 }, lookUpEach);
  const confirming = setInterval(() => keys.confirm(performance.now()), 20);

  const startThread = (patienceMs: number) => {
    const { port1, port2 } = new MessageChannel();
    const workerData: CopiedKeysData = { port: port2, secret, acknowledged };
    const url = new URL("./copied-keys-thread.ts", import.meta.url);
    const worker = new Worker(url, { workerData, transferList: [port2] });
    const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
    const onSilent = async () => {
      await worker.terminate();
    };
    const detach = shareKeys(keys, port1, { patienceMs, onSilent });
    worker.once("exit", detach);
    const send = (command: CopiedKeysCommand) => worker.postMessage(command);
    const count = () =>
      new Promise<CopiedKeysCounts>((resolve) => {
        worker.once("message", resolve);
        send("find");
      });
    return { send, count, ended, terminate: () => worker.terminate() };
  };

  return {
    keys,
    startThread,
    /** Changes the key, and returns once the change is acknowledged. */
    change: async () => {
      version += 1;
      const committed = version;
      await changes.announce(changes.createChangeId(), ["key_1"]);
      Atomics.store(acknowledged, 0, committed);
    },
    stop: () => clearInterval(confirming),
  };
}
