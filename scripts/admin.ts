// `npm run admin -- users verify EMAIL`: the operator vouches for an account's address, where the console sends no mail.
// `npm run admin -- set-up-code`: prints the set-up code, which a start prints only before the first account exists.
// Runs beside the service or without it, with the same settings. Ends with 1 for an unknown address, with 2 when it cannot run.
import { createSetUpCode } from "../lib/auth/set-up-code.ts";
import { joinDatabase } from "../lib/db/database.ts";
import { readMigrationState } from "../lib/db/migrations.ts";
import { readConfig } from "../lib/env.ts";
import { loadInstanceSecrets } from "../lib/instance-secrets.ts";
import { createLogger } from "../lib/log.ts";
import { verifyEmailByCommand } from "../lib/services/users/verify-by-command.ts";
import { StartError } from "../lib/start-error.ts";

const outcomes = {
  verified: "is verified. What follows from it takes effect at the next sign-in.",
  was_verified: "was verified already.",
  no_account: "has no account.",
};

async function verifyUser(email: string): Promise<number> {
  const config = readConfig();
  const logger = createLogger({ level: "error" });
  const database = await joinDatabase(config, logger);
  try {
    if ((await readMigrationState(database)) === "behind") {
      throw new StartError(
        "The database does not exist yet, or is older than this version. Start the console once.",
      );
    }
    const runtime = { config, logger, database, secrets: await loadInstanceSecrets(config) };
    const outcome = await verifyEmailByCommand(runtime, email, new Date());
    process.stdout.write(`${email} ${outcomes[outcome]}\n`);
    return outcome === "no_account" ? 1 : 0;
  } finally {
    await database.close();
  }
}

async function printSetUpCode(): Promise<number> {
  const { session } = await loadInstanceSecrets(readConfig());
  process.stdout.write(`${createSetUpCode(session)}\n`);
  return 0;
}

function run([entity, action, email, ...rest]: string[]): Promise<number> {
  if (entity === "set-up-code" && action === undefined) return printSetUpCode();
  if (entity === "users" && action === "verify" && email !== undefined && rest.length === 0) {
    return verifyUser(email);
  }
  throw new StartError("Usage: npm run admin -- users verify EMAIL\n       npm run admin -- set-up-code");
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
