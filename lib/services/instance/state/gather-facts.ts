import { setTimeout as wait } from "node:timers/promises";
import { dayMs } from "#lib/domain/common/durations.ts";
import type {
  BackupFacts,
  InstanceFacts,
  MailFacts,
  OutboxFacts,
} from "#lib/domain/instance/checks/facts.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { readDatabaseTime } from "#lib/platform/db/database-time.ts";
import { readMigrationState } from "#lib/platform/db/migrations/migrations.ts";
import { describeDatabaseFailure } from "#lib/platform/db/server/database-errors.ts";
import { checkMailServer } from "#lib/platform/mail/send-mail.ts";
import type { InstanceSecrets } from "#lib/platform/runtime/instance-secrets.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { getAdminProgram, productVersion } from "#lib/platform/settings/product-version.ts";
import { readWaitingMails } from "#lib/services/mails/waiting-mails.ts";
import { readBackupState } from "./read-backup-state.ts";
import { readProviders } from "./read-providers.ts";
import { readRole } from "./read-role.ts";
import { readSecretFacts } from "./read-secrets.ts";
import { readDatabaseState, readDisk, readRedis } from "./read-surroundings.ts";
import { readForwarding, readOwnFacts } from "./send-own-request.ts";

interface Gathering {
  config: Config;
  /** Null: it can't be reached, for this reason. */
  database: Database | null;
  databaseProblem: string | null;
  secrets: InstanceSecrets | null;
  isRunning: boolean;
  /** The address whose proxies are checked. */
  url: string;
}

/** After that, the database counts as unreachable. */
const databaseLimitMs = 10_000;

type DatabaseParts = Pick<
  InstanceFacts,
  | "database"
  | "databaseProblem"
  | "migrations"
  | "clockDifferenceMs"
  | "secrets"
  | "accounts"
  | "outbox"
  | "backups"
>;

const noParts = {
  database: null,
  migrations: null,
  clockDifferenceMs: null,
  secrets: null,
  accounts: null,
  outbox: null,
  backups: null,
};

async function readClockDifference(database: Database): Promise<number> {
  const startedAt = Date.now();
  const databaseTime = await readDatabaseTime(database);
  return (startedAt + Date.now()) / 2 - databaseTime.getTime();
}

async function readAccounts({ prisma }: Database): Promise<InstanceFacts["accounts"]> {
  return {
    all: await prisma.user.count({ where: { deletedAt: null } }),
    activeAdministrators: await prisma.user.count({ where: { status: "active", isInstanceOwner: true } }),
  };
}

async function readOutbox(database: Database): Promise<OutboxFacts> {
  const now = await readDatabaseTime(database);
  const givenUp = await database.prisma.outboxMail.count({
    where: { outcome: "given_up", endedAt: { gt: new Date(now.getTime() - dayMs) } },
  });
  return { ...(await readWaitingMails(database)), givenUp };
}

async function readBackups(config: Config, database: Database): Promise<BackupFacts> {
  const now = await readDatabaseTime(database);
  const state = await readBackupState({ config, database }, now);
  const { everyHours, lastSuccessAt, lastFailureAt, isLate } = state;
  // A success leaves the earlier reason in place.
  const hasFailed = lastFailureAt !== null && (lastSuccessAt === null || lastFailureAt > lastSuccessAt);
  const lastError = hasFailed ? (state.lastError ?? "the log has the reason") : null;
  const lastSuccessSeconds = lastSuccessAt === null ? null : (now.getTime() - lastSuccessAt.getTime()) / 1000;
  return { everyHours, lastSuccessSeconds, lastError, isLate };
}

/** One after the other: the embedded database has one connection, and a failure says all. */
async function readParts(
  config: Config,
  database: Database,
  secrets: InstanceSecrets | null,
): Promise<DatabaseParts> {
  const state = { ...(await readDatabaseState(database)), role: await readRole(database) };
  const migrations = await readMigrationState(database);
  const basics = { database: state, databaseProblem: null, migrations };
  const clockDifferenceMs = await readClockDifference(database);
  // The tables of an earlier version can miss columns.
  if (migrations === "behind") return { ...noParts, ...basics, clockDifferenceMs };
  return {
    ...basics,
    clockDifferenceMs,
    secrets: secrets === null ? null : await readSecretFacts(database, secrets),
    accounts: await readAccounts(database),
    outbox: await readOutbox(database),
    // After an upgrade, the role can lack the grants for this table, which must not hide everything else.
    backups: await readBackups(config, database).catch(() => null),
  };
}

async function readPartsInTime({
  config,
  database,
  databaseProblem,
  secrets,
}: Gathering): Promise<DatabaseParts> {
  if (database === null) return { ...noParts, databaseProblem };
  const ending = new AbortController();
  const late = wait(databaseLimitMs, null, { signal: ending.signal }).then(() => {
    throw new Error("it does not answer");
  });
  try {
    return await Promise.race([readParts(config, database, secrets), late]);
  } catch (error) {
    return { ...noParts, databaseProblem: `The database can't be used: ${describeDatabaseFailure(error)}.` };
  } finally {
    ending.abort();
    late.catch(() => {});
  }
}

async function readMail(config: Config): Promise<MailFacts> {
  const { problem } = await checkMailServer(config);
  return {
    state: problem === null ? "fine" : problem === "recipient" ? "rejected" : problem,
    hasPublicUrl: config.publicOrigin !== undefined,
  };
}

/** Finds out everything about an installation that `doctor` checks. What fails is null. Never throws. */
export async function gatherFacts(gathering: Gathering): Promise<InstanceFacts> {
  const { config, isRunning, secrets, url } = gathering;
  const asksItself = isRunning && secrets !== null;
  const [parts, disk, redis, mail, providers, instance, forwarding] = await Promise.all([
    readPartsInTime(gathering),
    readDisk(config.dataDirectory),
    readRedis(config),
    readMail(config),
    readProviders(config),
    asksItself ? readOwnFacts(config, secrets) : null,
    asksItself ? readForwarding(config, secrets, url) : null,
  ]);
  return {
    isRunning,
    adminProgram: getAdminProgram(),
    version: productVersion,
    node: process.versions.node,
    uptimeSeconds: Math.floor(process.uptime()),
    ...parts,
    disk,
    redis,
    mail,
    providers,
    instance,
    forwarding,
  };
}
