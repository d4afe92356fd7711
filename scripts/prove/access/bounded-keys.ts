// Proof: a thousand random keys, each in its own environment and with its own restrictions, create, change
// and see nothing beyond those restrictions, whatever they request.
// `npm run prove -- bounded-keys [keys] [requests per key] [seed]`

import { tryBoundedKeys } from "#e2e/support/access/bounded-keys.ts";
import { createRandom } from "#e2e/support/access/tamperings.ts";
import { createTestRuntime } from "#e2e/support/database/fixtures.ts";
import { openServer } from "#lib/platform/db/database.ts";
import { applyMigrations } from "#lib/platform/db/migrations/migrations.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { setRuntime } from "#lib/platform/runtime/runtime.ts";
import { startPostgres } from "../../test/postgres-server.ts";

const keys = Number(process.argv[2] ?? 1000);
const callsPerKey = Number(process.argv[3] ?? 12);
const seed = Number(process.argv[4] ?? 20_261_129);

const postgres = await startPostgres(new AbortController().signal);
const logger = createLogger({ level: "silent" });
const database = await openServer(postgres.url, logger);
await applyMigrations(database, logger);
const runtime = createTestRuntime(database, { signUpsPerHour: 100_000 });
setRuntime(runtime);
const size = { keys, callsPerKey, keysPerWorld: 25 };
const { calls, statuses, faults } = await tryBoundedKeys(database, runtime, createRandom(seed), size);
await runtime.usage.stop();
await database.close();
await postgres.stop();

console.log(`seed ${seed}: ${keys} keys sent ${calls} requests`);
for (const [status, count] of [...statuses].sort(([one], [other]) => one - other)) {
  console.log(`${status}: ${count}`);
}
console.log(`violations: ${faults.length}`);
for (const fault of faults.slice(0, 20)) console.log(fault);
process.exit(faults.length === 0 ? 0 : 1);
