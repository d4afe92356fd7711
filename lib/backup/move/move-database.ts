import { writeFile } from "node:fs/promises";
import { assertNoConsole, assertTargetIsFree } from "#lib/backup/restore/check-target.ts";
import { findBrokenChains } from "#lib/backup/restore/verify-restored.ts";
import { type Source, textSettings } from "#lib/backup/source/source.ts";
import { listTables } from "#lib/backup/tables/list-tables.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { applyMigrations, withMigrator } from "#lib/platform/db/migrations/migrations.ts";
import { getMovedFile, readMoved } from "#lib/platform/db/open/move-marks.ts";
import type { Logger } from "#lib/platform/log/log.ts";
import { StartError } from "#lib/platform/process/start-error.ts";
import { type InstanceSecrets, loadInstanceSecrets } from "#lib/platform/runtime/instance-secrets.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { recordBackup } from "#lib/services/backups/record-backup.ts";
import { checkSecretsReadOnly } from "#lib/services/secrets/check-at-start.ts";
import { compareTables } from "./compare-tables.ts";
import { copyTables } from "./copy-tables.ts";
import {
  assertCurrent,
  createReader,
  identifySource,
  type MoveTarget,
  openMoveSource,
  openMoveTarget,
  readMoveSource,
} from "./move-ends.ts";
import { createProgress, type MoveProgress, readProgress, removeProgress } from "./move-progress.ts";

interface MoveRequest {
  config: Config;
  logger: Logger;
  to: MoveTarget;
  /** The address of the target without its password, for messages. */
  shownTarget: string;
  signal: AbortSignal;
  report: (line: string) => void;
  reportEveryMs?: number;
}

export interface MovedDatabase {
  /** How many rows the target has. */
  rows: number;
  /** How many of them this run copied. */
  copied: number;
  /** Sentences about audit logs that were not intact in the source either. */
  brokenChains: string[];
}

/** What every step needs. */
interface Move extends MoveRequest {
  source: Database;
  target: Database;
  secrets: InstanceSecrets;
}

/**
 * Moves everything into an empty database on the other engine, while no console runs. After a kill at any moment, the same call
 * continues. Throws StartError for what the operator can fix.
 */
export async function moveDatabase(request: MoveRequest): Promise<MovedDatabase> {
  const { config, logger, report } = request;
  const source = await openMoveSource(config, logger, request);
  try {
    await assertNoConsole(source);
    await assertCurrent(source, "source");
    const secrets = await loadInstanceSecrets(config);
    await checkSecretsReadOnly({ config, database: source, logger, secrets });
    const target = await openMoveTarget(config, logger, request);
    try {
      const move = { ...request, source, target, secrets };
      const counts = await withMoveSource(move, (rows) => copy(move, rows));
      report("Checking the audit log...");
      const brokenChains = await findBrokenChains(target, secrets.audit, request.signal);
      await finish(move);
      return { ...counts, brokenChains };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function withMoveSource<T>(
  { source, config, logger }: Move,
  run: (rows: Source) => Promise<T>,
): Promise<T> {
  const rows = await readMoveSource(source, config, logger);
  try {
    return await run(rows);
  } finally {
    await rows.close();
  }
}

async function copy(move: Move, rows: Source): Promise<{ rows: number; copied: number }> {
  const { target, logger, signal, report, reportEveryMs = 2_000 } = move;
  const tables = await listTables(rows);
  const progress = await beginOrContinue(move, await identifySource(rows, tables));
  await applyMigrations(target, logger, { signal });
  await assertCurrent(target, "target");
  return withMigrator(target, signal, async (connection) => {
    await connection.query(textSettings);
    const options = { source: rows, connection, tables, progress, signal, report, reportEveryMs };
    const copied = await copyTables(options);
    // Otherwise the first console would plan without knowing how large the tables are.
    await connection.query("ANALYZE");
    report("Comparing every row...");
    const counts = { rows: await compareTables(rows, createReader(connection), { tables, signal }), copied };
    // The embedded database continues with this connection.
    await connection.query("RESET ALL");
    return counts;
  });
}

async function beginOrContinue({ target, to, config, ...move }: Move, source: string): Promise<MoveProgress> {
  const progress = await readProgress(target);
  if (progress === null) {
    if (to !== "embedded") await assertNotMovedBefore(config);
    await assertTargetIsFree(target);
    return withMigrator(target, move.signal, (connection) => createProgress(connection, source));
  }
  await assertNoConsole(target);
  if (progress.source === source) {
    move.report("Continuing the move that was interrupted.");
    return progress;
  }
  throw new StartError(
    "The target has a part of another database, or the source was used or upgraded since the move began. Delete the target database, and move again",
  );
}

async function assertNotMovedBefore({ dataDirectory }: Config): Promise<void> {
  const movedTo = await readMoved(dataDirectory);
  if (movedTo === null) return;
  throw new StartError(
    `The database in DATA_DIR was already moved to ${movedTo}. To move it again as it was then, delete the file ${getMovedFile(dataDirectory)}`,
  );
}

/** In this order, a kill in between leaves a target that no console accepts, and the next run finishes. */
async function finish({ source, target, to, shownTarget, config, logger, secrets }: Move): Promise<void> {
  // Another machine may have started a console in the meantime.
  await assertNoConsole(source);
  if (to !== "embedded") {
    await writeFile(getMovedFile(config.dataDirectory), `${shownTarget}\n`, { mode: 0o600, flush: true });
  }
  await removeProgress(target);
  const limiter = createMemoryLimiter({ maxCounters: 1 });
  await recordBackup({ config, database: target, limiter, logger, secrets }, "backup.move", new Date());
}
