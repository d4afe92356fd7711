import { resolve } from "node:path";
import { countOf } from "#lib/domain/common/count-of.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { readDatabaseTime } from "#lib/platform/db/database-time.ts";
import { readMigrationState } from "#lib/platform/db/migrations/migrations.ts";
import { joinDatabase } from "#lib/platform/db/open/open-database.ts";
import { loadInstanceSecrets } from "#lib/platform/runtime/instance-secrets.ts";
import { type SealOutcome, sealChain } from "#lib/services/audit/sealing/seal-chain.ts";
import { checkSecrets } from "#lib/services/secrets/check-at-start.ts";
import {
  AdminError,
  type AdminInput,
  type AdminResult,
  AdminUsageError,
  type SettingsCommand,
  type SettingsContext,
} from "../command/admin-command.ts";
import { createNewFile } from "../files/create-new-file.ts";

/** The start of the day in UTC. */
function parseDate(text: string | true | undefined): Date {
  const date = new Date(`${text}T00:00:00Z`);
  if (typeof text !== "string" || !/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(date.getTime())) {
    throw new AdminUsageError("--before needs a date such as 2026-01-31. Events of that day stay.");
  }
  return date;
}

async function assertMaySeal(database: Database): Promise<void> {
  if ((await readMigrationState(database)) === "behind") {
    throw new AdminError("The database is older than this version. Start the console once.");
  }
  const { rows } = await database.pool.query<{ may: boolean }>(
    "SELECT has_table_privilege('audit_events', 'DELETE') AS may",
  );
  if (rows[0]?.may === true) return;
  throw new AdminError(
    "The role in DATABASE_URL may not remove events, as it should be. Run this command with the role that owns the tables in DATABASE_URL (docs/self-hosting.md, Seal the audit log).",
  );
}

async function listChains(database: Database, chain: string | undefined): Promise<string[]> {
  const heads = await database.prisma.auditHead.findMany({
    where: chain === undefined ? {} : { chainId: chain },
    select: { chainId: true },
    orderBy: { chainId: "asc" },
  });
  if (heads.length === 0) throw new AdminError(`There is no audit log for ${chain ?? "any team"}.`);
  return heads.map(({ chainId }) => chainId);
}

function describe(chainId: string, result: SealOutcome): string {
  const text = describeOutcome(chainId, result);
  if (!("finishedUpTo" in result)) return text;
  return `${text}. Before, it finished an interrupted run: events up to ${result.finishedUpTo} are only in the file of that run, so keep that file`;
}

function describeOutcome(chainId: string, result: SealOutcome): string {
  switch (result.outcome) {
    case "sealed":
      return `${chainId}: exported and removed ${countOf(result.events, "event")}, up to event ${result.lastSeq} of ${result.lastAt}`;
    case "nothing":
      return `${chainId}: no events before this date`;
    case "concurrent":
      return `${chainId}: another command has sealed it at the same time, so nothing was removed. Run the command again`;
    case "broken":
      return `${chainId}: BROKEN at event ${result.seq} (${result.reason}), not sealed`;
  }
}

async function seal(
  { config, logger }: SettingsContext,
  database: Database,
  input: AdminInput,
  before: Date,
): Promise<AdminResult> {
  await assertMaySeal(database);
  const now = await readDatabaseTime(database);
  if (before > now) throw new AdminUsageError("--before must not be in the future.");
  const chains = await listChains(database, input.parameters[0]);
  const secrets = await loadInstanceSecrets(config);
  await checkSecrets({ config, database, logger, secrets }, now);
  const runtime = { config, database, logger, secrets, limiter: createMemoryLimiter({ maxCounters: 1_000 }) };
  const file = await createNewFile(resolve(input.workingDirectory, String(input.options.export)));
  const results: (SealOutcome & { chainId: string })[] = [];
  try {
    for (const chainId of chains) {
      const result = await sealChain(runtime, { chainId, before, file, now, signal: input.signal });
      results.push({ chainId, ...result });
      input.report(describe(chainId, result));
    }
  } finally {
    await file.close();
  }
  return {
    lines: results.map((result) => describe(result.chainId, result)),
    data: results,
    isFine: results.every(({ outcome }) => outcome === "sealed" || outcome === "nothing"),
  };
}

export const auditSeal: SettingsCommand = {
  needs: "settings",
  parameters: "[CHAIN]",
  summary: "Exports old events of an audit log to a file, then removes them",
  options: {
    all: { value: null, summary: "All audit logs, instead of one" },
    before: { value: "DATE", summary: "Seals events before this day (UTC), such as 2026-01-31" },
    export: { value: "FILE", summary: "The file to create, as JSON Lines" },
  },
  run: async (context, input) => {
    const before = parseDate(input.options.before);
    if (input.options.export === undefined) throw new AdminUsageError("--export FILE is required.");
    if ((input.parameters.length === 1) === (input.options.all === true)) {
      throw new AdminUsageError('Type either a CHAIN (the ID of a team, or "instance") or --all.');
    }
    const database = await joinDatabase(context.config, context.logger);
    try {
      return await seal(context, database, input, before);
    } finally {
      await database.close();
    }
  },
};
