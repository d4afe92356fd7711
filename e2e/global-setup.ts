import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { applyMigrations } from "#lib/platform/db/migrations/migrations.ts";
import { openDatabase } from "#lib/platform/db/open/open-database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { password } from "./people.ts";
import { findInFolders, findInText } from "./support/access/canaries.ts";
import { startAccountServer } from "./support/servers/account-process.ts";
import { type ConsoleProcess, startConsole } from "./support/servers/console-process.ts";
import { findFreePort } from "./support/servers/free-port.ts";
import { installPackedSdk } from "./support/servers/packed-sdk.ts";

const logger = createLogger({ level: "silent" });

export const securityContact = "mailto:security@example.com";

/** Starts the built product on a new data directory. Tests find it through E2E_ORIGIN. Returns the teardown function. */
export default async function startProduct(): Promise<() => Promise<void>> {
  const emptyDatabase = await prepareDatabase();
  process.env.E2E_EMPTY_DATABASE = emptyDatabase;
  // The origin of a test application that CORS_ORIGINS allows.
  process.env.E2E_FRIEND_ORIGIN = `http://127.0.0.1:${await findFreePort()}`;
  const [running, sdk] = await Promise.all([
    startForTests(process.env.E2E_FRIEND_ORIGIN),
    installPackedSdk(),
  ]);
  process.env.E2E_PACKED_SDK = JSON.stringify(sdk);
  const notes = await mkdtemp(join(tmpdir(), "byteengine-canaries-"));
  const accounts = await startAccountServer(running, password);
  process.env.E2E_ACCOUNTS = accounts.url;
  process.env.E2E_ORIGIN = running.origin;
  process.env.E2E_DATA_DIR = running.dataDirectory;
  process.env.E2E_CANARIES = join(notes, "values");
  await writeFile(process.env.E2E_CANARIES, "");
  return async () => {
    accounts.stop();
    const exitCode = await running.stop();
    if (exitCode !== 0) throw new Error(`the console ended with ${exitCode}:\n${running.readOutput()}`);
    await assertNothingLeaked(running, process.env.E2E_CANARIES ?? "");
    await rm(running.dataDirectory, { recursive: true, force: true });
    await rm(notes, { recursive: true, force: true });
    await rm(emptyDatabase, { recursive: true, force: true });
    await rm(dirname(sdk.folder), { recursive: true, force: true });
  };
}

/** A data directory with a migrated, empty database. Each console of the tests starts with a copy of its own. */
async function prepareDatabase(): Promise<string> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "byteengine-empty-"));
  const database = await openDatabase({ dataDirectory, databaseUrl: undefined }, logger);
  await applyMigrations(database, logger);
  await database.close();
  return dataDirectory;
}

function startForTests(friendOrigin: string): Promise<ConsoleProcess> {
  return startConsole({
    environment: {
      // The test browsers keep the processors busy, and no verification traffic competes with the pages.
      PAGES_NICENESS: "0",
      SIGN_UP: "open",
      SIGN_UPS_PER_HOUR: "10000",
      LOG_LEVEL: "debug",
      CORS_ORIGINS: friendOrigin,
      SECURITY_CONTACT: securityContact,
      // The tests' FHIR server runs on this machine.
      FHIR_ALLOW_LOOPBACK: "true",
    },
  });
}

/** Throws if a secret, password or cookie of any test was stored, logged at debug level, or kept in the build's cache. */
async function assertNothingLeaked(running: ConsoleProcess, file: string): Promise<void> {
  const lines = new Set((await readFile(file, "utf8")).split("\n").filter((line) => line !== ""));
  const values = [...lines].map((line) => String(JSON.parse(line)));
  if (values.length === 0)
    throw new Error("the tests recorded no secret, so the search for leaks would prove nothing");
  const folders = [running.dataDirectory, process.env.NEXT_DIST_DIR ?? ".next"];
  const found = await findInFolders(folders, values);
  const logged = findInText(Buffer.from(running.readOutput()), values);
  if (logged.length > 0) found.push(`the log holds value ${logged.join(", ")}`);
  if (found.length > 0) throw new Error(`secrets were left behind:\n${found.join("\n")}`);
  process.stdout.write(`${values.length} secrets, passwords and cookies: none left behind\n`);
}
