import { countOf } from "#lib/domain/common/count-of.ts";
import { type Check, createCheck } from "./check.ts";
import type { InstanceFacts } from "./facts.ts";
import { judgeClock, judgeDatabase, judgeMigrations, judgeRole, judgeSecrets } from "./judge-database.ts";
import { judgeForwarding } from "./judge-forwarding.ts";
import {
  judgeBackups,
  judgeDisk,
  judgeMail,
  judgeOutbox,
  judgeProvider,
  judgeRedis,
} from "./judge-surroundings.ts";

/** Everything that is checked, in the order in which problems are best fixed. */
export function listChecks(facts: InstanceFacts): Check[] {
  const role = judgeRole(facts.database);
  return [
    judgeConsole(facts),
    judgeDatabase(facts),
    ...(role === null ? [] : [role]),
    judgeMigrations(facts),
    judgeDisk(facts),
    judgeClock(facts),
    ...judgeSecrets(facts.secrets),
    judgeAccounts(facts),
    ...judgeInstance(facts),
    judgeForwarding(facts.forwarding),
    judgeRedis(facts.redis),
    judgeMail(facts.mail),
    judgeOutbox(facts.outbox),
    judgeBackups(facts.backups),
    ...facts.providers.map(judgeProvider),
  ];
}

function describeUptime(seconds: number): string {
  if (seconds < 120) return countOf(seconds, "second");
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.floor(hours / 24)} days`;
  return hours >= 2 ? `${hours} hours` : `${minutes} minutes`;
}

function judgeConsole({ isRunning, version, node, uptimeSeconds }: InstanceFacts): Check {
  const text = `Version ${version}, Node ${node}`;
  if (isRunning)
    return createCheck("Console", "ok", `${text}, running for ${describeUptime(uptimeSeconds)}.`);
  return createCheck(
    "Console",
    "warning",
    `${text}. No console runs with this DATA_DIR, so the settings are those of this shell. Start it, or set its DATA_DIR here.`,
  );
}

function judgeAccounts({ accounts, adminProgram }: InstanceFacts): Check {
  const name = "Administrators";
  if (accounts === null) return createCheck(name, "unknown", "The database can't be reached.");
  if (accounts.all === 0) {
    return createCheck(
      name,
      "ok",
      `No account yet. Create the first one with \`${adminProgram} set-up-code\`.`,
    );
  }
  const { activeAdministrators } = accounts;
  return activeAdministrators === 0
    ? createCheck(
        name,
        "problem",
        `Nobody can administer this console. Run \`${adminProgram} make-owner EMAIL\`.`,
      )
    : createCheck(
        name,
        "ok",
        `${activeAdministrators} of ${accounts.all} accounts can administer this console.`,
      );
}

function judgeInstance({ isRunning, instance }: InstanceFacts): Check[] {
  const names = ["Pages", "Threads"] as const;
  if (instance === null) {
    const text = isRunning
      ? "The console doesn't answer its own request. Look at its log."
      : "Only a running console knows.";
    return names.map((name) => createCheck(name, isRunning ? "problem" : "unknown", text));
  }
  const { arePagesUp, threads, expectedThreads } = instance;
  const count = `${threads} of ${expectedThreads} verify keys.`;
  return [
    arePagesUp
      ? createCheck("Pages", "ok", "The pages process answers.")
      : createCheck(
          "Pages",
          "problem",
          "The pages process doesn't answer. It is started again by itself: look at the log.",
        ),
    threads >= expectedThreads
      ? createCheck("Threads", "ok", count)
      : createCheck(
          "Threads",
          "warning",
          `${count} The others start within seconds. If they don't, look at the log.`,
        ),
  ];
}
