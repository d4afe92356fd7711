// `npm run admin -- COMMAND`: administers an installation, through the running console or, if none is
// running, directly on its database. Needs the console's own settings (DATA_DIR, DATABASE_URL). Exits with 1
// if the command fails.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import { joinDatabase } from "#lib/platform/db/open/open-database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { StartError } from "#lib/platform/process/start-error.ts";
import { loadInstanceSecrets } from "#lib/platform/runtime/instance-secrets.ts";
import { type Config, readConfig } from "#lib/platform/settings/env.ts";
import { type AdminAnswer, run, sendToRunningServer } from "../lib/admin/admin-channel.ts";
import { AdminError } from "../lib/admin/admin-command.ts";
import { describeCommands, isCommand } from "../lib/admin/commands.ts";

async function runDirectly(config: Config, words: readonly string[]): Promise<AdminAnswer> {
  // Opening the database would create one, and a wrong DATA_DIR must not look like an empty installation.
  if (config.databaseUrl === undefined && !existsSync(join(config.dataDirectory, "postgresql"))) {
    throw new StartError(`There is no database in DATA_DIR ${config.dataDirectory}: start the console once`);
  }
  const logger = createLogger({ level: "silent" });
  const database = await joinDatabase(config, logger);
  try {
    const secrets = await loadInstanceSecrets(config);
    const limiter = createMemoryLimiter({ maxCounters: 1_000 });
    return await run({ config, database, limiter, logger, secrets }, words);
  } finally {
    await database.close();
  }
}

async function answerCommand(words: readonly string[]): Promise<AdminAnswer> {
  if (words.length === 0 || words[0] === "help") return { lines: describeCommands(), exitCode: 0 };
  if (!isCommand(words)) return { lines: describeCommands(), exitCode: 1 };
  const config = readConfig();
  return (await sendToRunningServer(config.dataDirectory, words)) ?? (await runDirectly(config, words));
}

try {
  const { lines, exitCode } = await answerCommand(process.argv.slice(2));
  (exitCode === 0 ? process.stdout : process.stderr).write(`${lines.join("\n")}\n`);
  process.exitCode = exitCode;
} catch (error) {
  if (!(error instanceof StartError || error instanceof AdminError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
