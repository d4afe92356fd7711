import { readMigrations } from "#lib/platform/db/migrations/migration-files.ts";
import {
  createRecordTable,
  listApplied,
  recordApplied,
} from "#lib/platform/db/migrations/migration-records.ts";
import {
  applyMigrations,
  type MigrationStatus,
  readMigrationStatus,
  withMigrator,
} from "#lib/platform/db/migrations/migrations.ts";
import { getAdminProgram } from "#lib/platform/settings/product-version.ts";
import { AdminError, type AdminResult, type DatabaseCommand } from "../command/admin-command.ts";

export const migrateStatus: DatabaseCommand = {
  needs: "database",
  acceptsAnySecrets: true,
  parameters: "",
  summary: "Shows which migrations are applied, pending, running or failed, and what to do",
  run: async ({ database }) => describeStatus(await readMigrationStatus(database)),
};

export const migrateApply: DatabaseCommand = {
  needs: "database",
  acceptsAnySecrets: true,
  parameters: "",
  summary: "Applies pending migrations now, instead of on startup",
  run: async ({ database, logger }) => {
    await applyMigrations(database, logger);
    return describeStatus(await readMigrationStatus(database));
  },
};

export const migrateResolve: DatabaseCommand = {
  needs: "database",
  acceptsAnySecrets: true,
  parameters: "NAME",
  summary: "Records a pending migration as applied without running it",
  run: async ({ database }, { parameters: [name = ""] }) => {
    const migration = (await readMigrations()).find((known) => known.name === name);
    if (migration === undefined) throw new AdminError(`There is no migration "${name}"`);
    await withMigrator(database, undefined, async (connection) => {
      await createRecordTable(connection);
      if ((await listApplied(connection)).has(name)) throw new AdminError(`${name} is already applied`);
      await recordApplied(connection, migration);
    });
    return { lines: [`${name} is recorded as applied. It was not run.`], data: { name } };
  },
};

function describeStatus(status: MigrationStatus): AdminResult {
  const lines = status.applied.map((name) => `applied  ${name}`);
  for (const { name, lastFailure, isUnfinished } of status.pending) {
    lines.push(`pending  ${name}`);
    if (lastFailure !== null)
      lines.push(`         the last attempt failed and was rolled back: ${lastFailure}`);
    if (isUnfinished) lines.push("         an earlier version was interrupted here");
  }
  lines.push(...status.running.map(({ statement, seconds }) => `running  for ${seconds} s: ${statement}`));
  lines.push(...status.unknown.map((name) => `newer    ${name} (applied by a newer version)`));
  lines.push(...status.changed.map((name) => `changed  ${name} (its file differs from the applied one)`));
  return { lines: [...lines, "", ...adviseOn(status)], data: status };
}

function adviseOn({ pending, running }: MigrationStatus): string[] {
  if (running.length > 0) return ["A migration is running. Let it finish; it has no time limit."];
  if (pending.length === 0) return ["The database is up to date."];
  const advice = [
    `Start the console, or run \`${getAdminProgram()} migrate apply\`, to apply pending migrations.`,
  ];
  if (pending.some(({ lastFailure, isUnfinished }) => lastFailure !== null || isUnfinished)) {
    advice.push(
      "A migration is applied completely or not at all, so it is safe to try again.",
      `If it fails because its changes are already in the database, run \`${getAdminProgram()} migrate resolve NAME\`.`,
    );
  }
  return advice;
}
