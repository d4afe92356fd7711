// Proof: 10,000 emails wait while the mail server is away for an hour, and the process is killed five times with SIGKILL
// while it sends. Each email arrives once, or twice with the same Message-ID, and none is lost. One instance with a
// PostgreSQL server and a real mail server. The hour, and the leases of killed processes, are compressed: the proof moves
// the times of the rows back instead of waiting.
// `npm run prove -- outbox [emails]`
import { setTimeout as wait } from "node:timers/promises";
import { startConsole } from "#e2e/support/servers/console-process.ts";
import { findFreePort } from "#e2e/support/servers/free-port.ts";
import { startMailServer } from "#e2e/support/servers/mail-server.ts";
import { startFleet } from "#e2e/support/verification/fleet.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { readConfig } from "#lib/platform/settings/env.ts";
import { notify } from "#lib/services/notices/notify.ts";

const count = Number(process.argv[2] ?? 10_000);
const kills = 5;
const port = await findFreePort();
const smtpUrl = `smtp://127.0.0.1:${port}`;
const fleet = await startFleet({ serve: [], environment: {} });
const { database } = fleet;
const environment = {
  DATABASE_URL: fleet.postgres.url,
  SMTP_URL: smtpUrl,
  LOG_LEVEL: "error",
  SESSION_SECRET: "s".repeat(32),
  AUDIT_SECRET: "a".repeat(32),
};
const runtime = { config: readConfig({ SMTP_URL: smtpUrl }) };

const receivers = Array.from({ length: count }, (_, number) => ({
  id: `user_${String(number).padStart(26, "0")}`,
  email: `receiver-${number}@example.com`,
  emailVerifiedAt: new Date(),
}));
await database.prisma.user.createMany({ data: receivers.map((person) => ({ ...person, name: "Person" })) });

/** As if this time had passed: attempts, leases and ages. */
async function letPass(interval: string): Promise<void> {
  await database.prisma.$executeRawUnsafe(
    `UPDATE outbox_mails SET next_attempt_at = next_attempt_at - interval '${interval}',
      created_at = created_at - interval '${interval}' WHERE ended_at IS NULL`,
  );
}

const countWaiting = () => database.prisma.outboxMail.count({ where: { endedAt: null } });

let running = await startConsole({ environment });
const { dataDirectory } = running;
for (const person of receivers) {
  await withTransaction(database, (tx) =>
    notify(
      tx,
      { runtime, now: new Date() },
      { kind: "password_changed", receivers: [person], data: { method: "password" } },
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
  console.log(`kill ${kill}: ${mailServer.mails.length} received, ${await countWaiting()} waiting`);
  running = await startConsole({ dataDirectory, environment });
  // The pages process of the killed one ends when it notices.
  await letPass("10 minutes");
}
while ((await countWaiting()) > 0 && performance.now() - startedAt < 600_000) {
  await wait(1_000);
}
await running.stop();
await mailServer.close();

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
await fleet.stop();
process.exitCode = lost + wrong === 0 ? 0 : 1;
