// `npm run admin -- COMMAND`: administers an installation, through the running console or, if none is
// running, directly on its database. Needs the console's own settings (DATA_DIR, DATABASE_URL). Exits with 1
// if the command fails or a check finds a problem, and with 2 if the command is wrong.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import { type Database, toStartError } from "#lib/platform/db/database.ts";
import { readDatabaseTime } from "#lib/platform/db/database-time.ts";
import { readMigrationState } from "#lib/platform/db/migrations/migrations.ts";
import { joinDatabase } from "#lib/platform/db/open/open-database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { StartError } from "#lib/platform/process/start-error.ts";
import { loadInstanceSecrets } from "#lib/platform/runtime/instance-secrets.ts";
import { type Config, readConfig } from "#lib/platform/settings/env.ts";
import { checkSecrets } from "#lib/services/secrets/check-at-start.ts";
import { confirmFromOutside } from "#lib/verification/changes/confirm-from-outside.ts";
import { sendToRunningServer } from "../lib/admin/admin-channel.ts";
import { readsInput } from "../lib/admin/command/admin-command.ts";
import { describeCommands, type ParsedCommand, parseCommandLine } from "../lib/admin/command/command-line.ts";
import { commands } from "../lib/admin/commands.ts";
import {
  type AdminAnswer,
  type AdminCall,
  describeFailure,
  runOnDatabase,
  runOnSettings,
  runWithoutDatabase,
} from "../lib/admin/run-command.ts";

const logger = createLogger({ level: "silent" });

/** Throws StartError if it can't be opened. */
async function openExisting(config: Config): Promise<Database> {
  // Opening the database would create one, and a wrong DATA_DIR must not look like an empty installation.
  if (config.databaseUrl === undefined && !existsSync(join(config.dataDirectory, "postgresql"))) {
    throw new StartError(`There is no database in DATA_DIR ${config.dataDirectory}: start the console once`);
  }
  return joinDatabase(config, logger);
}

async function runOnItsOwn(config: Config, words: readonly string[], call: AdminCall): Promise<AdminAnswer> {
  let database: Database;
  try {
    database = await openExisting(config);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    const answer = await runWithoutDatabase({ config, logger }, words, call, error.message);
    if (answer === null) throw error;
    return answer;
  }
  try {
    const secrets = await loadInstanceSecrets(config);
    const { command } = parseCommandLine(commands, words);
    const isChecked = command.needs === "database" && command.acceptsAnySecrets !== true;
    if (isChecked && (await readMigrationState(database)) !== "behind") {
      await checkSecrets({ config, database, logger, secrets }, await readDatabaseTime(database));
    }
    // Other machines can run instances on the same server.
    const stopConfirming = await confirmFromOutside(database).catch((error: unknown) => {
      throw toStartError(error);
    });
    const limiter = createMemoryLimiter({ maxCounters: 1_000 });
    const answer = await runOnDatabase({ config, database, limiter, logger, secrets }, words, call);
    await stopConfirming();
    return answer;
  } finally {
    await database.close();
  }
}

/** Other users can't see what is typed or piped there. */
async function readStandardInput({ command, input }: ParsedCommand): Promise<string> {
  if (!readsInput(command, input)) return "";
  if (process.stdin.isTTY) {
    process.stderr.write("Paste it here. Then press Enter and Ctrl-D.\n");
  }
  return (await text(process.stdin)).trimEnd();
}

async function answerCommand(
  words: readonly string[],
  parsed: ParsedCommand,
  signal: AbortSignal,
): Promise<AdminAnswer> {
  const config = readConfig();
  const call = {
    standardInput: await readStandardInput(parsed),
    // npm and the release's launcher change the folder before they start this.
    workingDirectory: process.env.INIT_CWD ?? process.cwd(),
    signal,
    report: (line: string) => void process.stderr.write(`${line}\n`),
  };
  if (parsed.command.needs === "settings") return runOnSettings({ config, logger }, words, call);
  return (
    (await sendToRunningServer(config.dataDirectory, words, call)) ?? (await runOnItsOwn(config, words, call))
  );
}

function print({ lines, data, exitCode }: AdminAnswer, isJson: boolean): void {
  if (isJson && data !== undefined) process.stdout.write(`${JSON.stringify(data, null, 2)}\n`);
  else (data === undefined ? process.stderr : process.stdout).write(`${lines.join("\n")}\n`);
  process.exitCode = exitCode;
}

/** Ctrl-C interrupts the command, which cleans up. A second one ends the process. */
function interruptOnSignal(): AbortSignal {
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interruption.abort());
  return interruption.signal;
}

const words = process.argv.slice(2);
try {
  if (words.length === 0 || words[0] === "help" || words[0] === "--help") {
    process.stdout.write(`${describeCommands(commands).join("\n")}\n`);
  } else {
    const parsed = parseCommandLine(commands, words);
    print(await answerCommand(words, parsed, interruptOnSignal()), parsed.isJson);
  }
} catch (error) {
  print(describeFailure(error), false);
}
