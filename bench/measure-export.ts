import type { Database } from "#lib/db/database.ts";
import type { ConsoleProcess } from "#lib/testing/console-process.ts";
import { insertKey, type TestTeam } from "#lib/testing/fixtures.ts";
import { unlimited } from "#lib/testing/fleet.ts";
import { type LoadResult, measureLoad, type Target } from "./measure-load.ts";

export interface ExportResult {
  alone: LoadResult;
  /** While somebody exports the audit log over and over. */
  during: LoadResult;
  exports: number;
}

const events = 20_000;

/** Verification while another person exports a long audit log from the same instance. */
export async function measureExport(
  database: Database,
  team: TestTeam,
  running: ConsoleProcess,
  target: Target,
  seconds: number,
): Promise<ExportResult> {
  await database.pool.query(
    `INSERT INTO audit_events (id, chain_id, seq, action, actor_type, actor_id, target_type, target_id, changes, request_id,
       occurred_at, prev_hash, hash, personal, personal_hash)
     SELECT 'evt_' || n, $1, n, 'key.create', 'user', $2, 'key', 'key_' || n, '{"name":"Bench"}', 'req_x', now(),
       '\\x00', '\\x00', '{}', '\\x00' FROM generate_series(1, $3::int) AS n`,
    [team.id, team.owner.id, events],
  );
  const { secret } = await insertKey(database, team, unlimited);
  const alone = await measureLoad(target, seconds);
  let exports = 0;
  let isOver = false;
  const exporting = (async () => {
    while (!isOver) {
      const response = await fetch(`${running.origin}/v1/api/audit-events`, {
        headers: { accept: "text/csv", authorization: `Bearer ${secret}` },
      });
      await response.text();
      exports += 1;
    }
  })();
  const during = await measureLoad(target, seconds);
  isOver = true;
  await exporting;
  return { alone, during, exports };
}
