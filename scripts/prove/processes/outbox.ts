// Proof: 10,000 emails wait while the mail server is away for an hour, and the process is killed five times with SIGKILL
// while it sends. Each email arrives once, or twice with the same Message-ID, and none is lost. Half of them are about
// notices, half have an encrypted text with a link. One instance and a real mail server, on a PostgreSQL server or the
// embedded database. The hour, and the leases of killed processes, are compressed: the proof moves the times of the rows
// back instead of waiting.
// `npm run prove -- outbox [emails] [embedded]`
import { setTimeout as wait } from "node:timers/promises";
import { startConsole } from "#e2e/support/servers/console-process.ts";
import { findFreePort } from "#e2e/support/servers/free-port.ts";
import { startMailServer } from "#e2e/support/servers/mail-server.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { joinDatabase } from "#lib/platform/db/open/open-database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { mailText } from "#lib/platform/mail/mail-text.ts";
import { readConfig } from "#lib/platform/settings/env.ts";
import { insertMail } from "#lib/services/mails/queue-mail.ts";
import { notify } from "#lib/services/notices/notify.ts";
import { startPostgres } from "../../test/postgres-server.ts";

const [wanted = "10000", engine] = process.argv.slice(2);
const count = Number(wanted);
const kills = 5;
const port = await findFreePort();
const smtpUrl = `smtp://127.0.0.1:${port}`;
const postgres = engine === "embedded" ? null : await startPostgres(new AbortController().signal);
const secrets = { session: ["s".repeat(32)], audit: ["a".repeat(32)] };
const environment = {
  ...(postgres === null ? {} : { DATABASE_URL: postgres.url }),
  SMTP_URL: smtpUrl,
  LOG_LEVEL: "error",
  SESSION_SECRET: secrets.session.join(),
  AUDIT_SECRET: secrets.audit.join(),
};

let running = await startConsole({ environment });
const { dataDirectory } = running;
const openDatabase = (): Promise<Database> =>
  joinDatabase(readConfig({ ...environment, DATA_DIR: dataDirectory }), createLogger({ level: "silent" }));
let database = await openDatabase();

const runtime = { config: readConfig({ SMTP_URL: smtpUrl }), secrets };
const receivers = Array.from({ length: count }, () => {
  const id = createId("user");
  return { id, email: `${id}@example.com`, emailVerifiedAt: new Date() };
});
await database.prisma.user.createMany({ data: receivers.map((person) => ({ ...person, name: "Person" })) });

/** As if this time had passed: attempts, leases and ages. */
async function letPass(interval: string): Promise<void> {
  await database.prisma.$executeRawUnsafe(
    `UPDATE outbox_mails SET next_attempt_at = next_attempt_at - interval '${interval}',
      created_at = created_at - interval '${interval}' WHERE ended_at IS NULL`,
  );
}

const countWaiting = () => database.prisma.outboxMail.count({ where: { endedAt: null } });

for (const [number, person] of receivers.entries()) {
  const now = new Date();
  await withTransaction(database, (tx) =>
    number % 2 === 0
      ? notify(
          tx,
          { runtime, now },
          { kind: "password_changed", receivers: [person], data: { method: "password" } },
        )
      : insertMail(
          tx,
          { runtime, now },
          {
            kind: "password_reset",
            mail: { to: person.email, subject: mailText`Link`, text: mailText`https://example.com/` },
            origin: "https://console.example.com",
            expiresAt: new Date(now.getTime() + 86_400_000),
          },
        ),
  );
}
await wait(15_000);
const attempted = await database.prisma.outboxMail.count({ where: { attempts: { gt: 0 } } });
console.log(`${await countWaiting()} emails wait, ${attempted} were tried while the mail server was away`);
await letPass("1 hour");
const mailServer = await startMailServer(port);
const startedAt = performance.now();
for (let kill = 1; kill <= kills; kill++) {
  const goal = (count * kill) / (kills + 1);
  while (mailServer.mails.length < goal) await wait(5);
  await running.stop("SIGKILL");
  if (postgres === null) await database.close();
  const atKill = mailServer.mails.length;
  running = await startConsole({ dataDirectory, environment });
  if (postgres === null) database = await openDatabase();
  console.log(`kill ${kill}: ${atKill} received, ${await countWaiting()} waiting`);
  // The pages process of the killed one ends when it notices.
  await letPass("10 minutes");
}
while ((await countWaiting()) > 0 && performance.now() - startedAt < 600_000) {
  await wait(1_000);
}
await database.close();
await running.stop();
await mailServer.close();
await postgres?.stop();

const idsByRecipient = new Map<string, string[]>();
for (const { to, text } of mailServer.mails) {
  const id = /^Message-ID: (.+)$/im.exec(text)?.[1]?.trim() ?? "none";
  idsByRecipient.set(to, [...(idsByRecipient.get(to) ?? []), id]);
}
const lost = receivers.filter(({ email }) => !idsByRecipient.has(email)).length;
const received = [...idsByRecipient.values()];
const twice = received.filter((ids) => ids.length === 2).length;
const wrong = received.filter((ids) => ids.length > 2 || new Set(ids).size > 1).length;
const seconds = Math.round((performance.now() - startedAt) / 1000);
console.log(
  `${count} emails, ${kills} kills, ${seconds} s: ${lost} lost, ${received.length - twice - wrong} once, ` +
    `${twice} twice with the same Message-ID, ${wrong} more often or with another one`,
);
process.exitCode = lost + wrong === 0 ? 0 : 1;
