// Proof: every kind of tampering with the audit table is detected. Events are edited, deleted, reordered, cut
// off, forged with a recomputed hash, and inserted together with the head. After each round the chain is
// restored and must be intact again.
// `npm run prove -- audit-tampering [rounds] [seed]`

import pg from "pg";
import { createRandom, tamper } from "#e2e/support/access/tamperings.ts";
import { createContext, createTestRuntime, insertTeam, userActorOf } from "#e2e/support/database/fixtures.ts";
import { createDatabase } from "#lib/platform/db/database.ts";
import { startInMemory } from "#lib/platform/db/embedded/start-embedded.ts";
import { applyMigrations } from "#lib/platform/db/migrations/migrations.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { verifyChain } from "#lib/services/audit/verify.ts";

const rounds = Number(process.argv[2] ?? 10_000);
const seed = Number(process.argv[3] ?? 20_261_123);
const length = 12;
const embedded = await startInMemory();
const database = createDatabase(new pg.Pool(embedded.poolConfig), "embedded", { onClose: embedded.stop });
await applyMigrations(database, createLogger({ level: "error" }));
const runtime = createTestRuntime(database);
const team = await insertTeam(database);
const ctx = createContext(runtime, await userActorOf(database, team, team.owner.id));
for (let number = 0; number < length; number++) {
  await withTransaction(database, (tx) =>
    emitAudit(tx, ctx, {
      teamId: team.id,
      action: "key.create",
      target: { type: "key", id: `key_${number}` },
      changes: { position: number, metadata: { z: 1, a: [true, null, "ü"] } },
    }),
  );
}
const random = createRandom(seed);
const reasons = new Map<string, number>();
let missed = 0;
let notRestored = 0;
for (let round = 1; round <= rounds; round++) {
  const restore = await tamper({ database, chainId: team.id, length }, random);
  const verdict = await verifyChain(runtime, team.id);
  if (verdict.ok) missed += 1;
  else reasons.set(verdict.brokenAt.reason, (reasons.get(verdict.brokenAt.reason) ?? 0) + 1);
  await restore();
  if (!(await verifyChain(runtime, team.id)).ok) notRestored += 1;
  if (round % 1000 === 0) console.log(`${round} tamperings, ${missed} missed`);
}
await runtime.usage.stop();
await database.close();
for (const [reason, count] of reasons) console.log(`detected as ${reason}: ${count}`);
console.log(
  `${rounds} tamperings (seed ${seed}): ${missed} missed, ${notRestored} times the restored chain was not intact`,
);
process.exitCode = missed + notRestored === 0 ? 0 : 1;
