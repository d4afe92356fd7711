// Proof: kill -9 during the creation of 2,000 keys loses no acknowledged key and leaves no key without its
// audit event. Five rounds on one data directory of the embedded database.
// `npm run prove -- kill-during-creation [rounds] [keys]`
import { setTimeout as wait } from "node:timers/promises";
import { createKeyAs, signUp } from "#e2e/support/servers/console-client.ts";
import { type ConsoleProcess, startConsole } from "#e2e/support/servers/console-process.ts";
import { openDatabase } from "#lib/platform/db/open/open-database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { readConfig } from "#lib/platform/settings/env.ts";

const rounds = Number(process.argv[2] ?? 5);
const keysPerRound = Number(process.argv[3] ?? 2000);
const unlimited = {
  RATE_LIMIT_PER_MINUTE: "2000000000",
  RATE_LIMIT_PER_10_SECONDS: "2000000000",
  LOG_LEVEL: "error",
};

/** Creates keys in batches until the process is killed or all are created. Returns the acknowledged ids. */
async function createUntilKilled(running: ConsoleProcess, secret: string): Promise<string[]> {
  const acknowledged: string[] = [];
  const createOne = async (number: number) => {
    const response = await fetch(`${running.origin}/v1/api/keys`, {
      method: "POST",
      headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
      body: JSON.stringify({ name: `Key ${number}`, environment: "development" }),
    });
    if (response.status !== 201)
      throw new Error(`a creation answered ${response.status}: ${await response.text()}`);
    const created: unknown = await response.json();
    if (created !== null && typeof created === "object" && "id" in created)
      acknowledged.push(String(created.id));
  };
  for (let started = 0; started < keysPerRound; started += 20) {
    const batch = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => createOne(started + index)),
    );
    const answered = batch.find((result) => result.status === "rejected" && !isConnectionLost(result.reason));
    if (answered?.status === "rejected") throw answered.reason;
    if (batch.some((result) => result.status === "rejected")) break;
  }
  return acknowledged;
}

function isConnectionLost(reason: unknown): boolean {
  return reason instanceof TypeError;
}

let running = await startConsole({ environment: unlimited });
const { dataDirectory } = running;
const person = await signUp(running.origin, {
  name: "Ada",
  email: "ada@example.com",
  password: "correct horse battery staple",
});
const key = await createKeyAs(running.origin, person, { name: "creator", environment: "development" });
const acknowledged = new Set<string>();
for (let round = 1; round <= rounds; round++) {
  const creating = createUntilKilled(running, key.secret);
  const killAfter = 500 + Math.random() * 4000;
  await wait(killAfter);
  await running.stop("SIGKILL");
  const ids = await creating;
  for (const id of ids) acknowledged.add(id);
  console.log(`round ${round}: killed after ${Math.round(killAfter)} ms, ${ids.length} acknowledged`);
  running = await startConsole({ dataDirectory, environment: unlimited });
}
await running.stop();

const database = await openDatabase(
  readConfig({ DATA_DIR: dataDirectory }),
  createLogger({ level: "error" }),
);
const stored = new Set(
  (await database.prisma.apiKey.findMany({ select: { id: true } })).map((row) => row.id),
);
const audited = new Set(
  (
    await database.prisma.auditEvent.findMany({ where: { targetType: "key" }, select: { targetId: true } })
  ).map((row) => row.targetId),
);
await database.close();
const lost = [...acknowledged].filter((id) => !stored.has(id));
const unaudited = [...stored].filter((id) => !audited.has(id));
const orphaned = [...audited].filter((id) => !stored.has(id));
console.log(
  `${acknowledged.size} acknowledged, ${stored.size} stored: ${lost.length} lost, ` +
    `${unaudited.length} without an audit event, ${orphaned.length} events without a key`,
);
process.exitCode = lost.length + unaudited.length + orphaned.length === 0 ? 0 : 1;
