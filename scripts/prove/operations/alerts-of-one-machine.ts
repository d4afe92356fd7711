// Proof: the alerts of deploy/prometheus/alerts.yml about backups, threads, emails and disks fire when the real thing breaks, in
// a real Prometheus that scrapes a real console on the embedded database, and stop when it works again. The waiting times of the
// rules are shortened, and emails count as late after 10 seconds. The disk is a small tmpfs, so it needs root. `alerts` has the
// other alerts.
// `npm run prove -- alerts-of-one-machine`
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, statfs, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createContext, createTestRuntime } from "#e2e/support/database/fixtures.ts";
import { startConsole } from "#e2e/support/servers/console-process.ts";
import { findFreePort } from "#e2e/support/servers/free-port.ts";
import { startMailServer } from "#e2e/support/servers/mail-server.ts";
import { joinDatabase } from "#lib/platform/db/open/open-database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { mailText } from "#lib/platform/mail/mail-text.ts";
import { loadInstanceSecrets } from "#lib/platform/runtime/instance-secrets.ts";
import { readConfig } from "#lib/platform/settings/env.ts";
import { queueMail } from "#lib/services/mails/queue-mail.ts";
import { endThread } from "../../drills/end-thread.ts";
import { drillMetricsToken, startPrometheus } from "../../drills/prometheus.ts";
import { runDrill } from "../../drills/run-drill.ts";

const diskSize = "600m";

assert.equal(process.getuid?.(), 0, "a file system can only be mounted by root");
const folder = await mkdtemp(join(tmpdir(), "drills-"));
const disk = join(folder, "disk");
await mkdir(disk, { mode: 0o700 });
execFileSync("mount", ["-t", "tmpfs", "-o", `size=${diskSize},mode=0700`, "tmpfs", disk]);
process.once("exit", () => spawnSync("umount", ["--lazy", disk]));

/** A mail server that rejects every connection. */
async function startRejectingServer() {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.end("554 5.7.1 No service for you\r\n");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was taken");
  return {
    port: address.port,
    stop: () => new Promise((done) => server.close(done)),
  };
}

const rejecting = await startRejectingServer();
const debugPort = await findFreePort();
const backups = join(folder, "backups");
// A file where a folder is needed.
await writeFile(backups, "");
const environment = {
  METRICS_TOKEN: drillMetricsToken,
  LOG_LEVEL: "warn",
  VERIFY_THREADS: "2",
  SMTP_URL: `smtp://127.0.0.1:${rejecting.port}`,
  BACKUP_DIR: backups,
  NODE_OPTIONS: `--inspect-port=${debugPort}`,
};
const running = await startConsole({ dataDirectory: join(disk, "data"), environment });
const config = readConfig({ DATA_DIR: running.dataDirectory, SMTP_URL: environment.SMTP_URL });
const database = await joinDatabase(config, createLogger({ level: "silent" }));
const runtime = { ...createTestRuntime(database, config), secrets: await loadInstanceSecrets(config) };
const prometheus = await startPrometheus(running.origin, {
  "byteengine_outbox_oldest_seconds > 900": "byteengine_outbox_oldest_seconds > 10",
});

/** Adds an email with a link to the outbox. The console sends it. */
async function addEmail(to: string, lifeSeconds: number): Promise<void> {
  const now = new Date();
  const ctx = createContext(runtime, { type: "system", name: "prove" }, now);
  const url = "https://console.example.com/reset-password/token";
  await withTransaction(database, (tx) =>
    queueMail(tx, ctx, {
      kind: "password_reset",
      mail: { to, subject: mailText`Reset your password`, text: mailText`${{ url }}` },
      origin: "https://console.example.com",
      expiresAt: new Date(now.getTime() + lifeSeconds * 1_000),
    }),
  );
}

const filler = join(disk, "filler");

async function fillDisk(): Promise<void> {
  const { bavail, bsize, blocks } = await statfs(disk);
  const bytes = bavail * bsize - Math.round(blocks * bsize * 0.05);
  await writeFile(filler, Buffer.alloc(bytes, 1));
}

await runDrill(prometheus, {
  title: "BACKUP_DIR is a file",
  expected: ["ByteEngineBackupOld"],
  repair: async () => {
    await rm(backups);
    // The console would wait for 15 minutes before its next attempt.
    await database.pool.query("UPDATE backup_schedule SET last_failure_at = now() - interval '15 minutes'");
  },
  limitSeconds: 120,
});
assert.deepEqual(await prometheus.listFiring(), [], "nothing fires while everything works");
await runDrill(prometheus, {
  title: "A verification thread is ended again and again",
  expected: ["ByteEngineThreadsMissing"],
  repeat: () => endThread({ pid: running.pid, debugPort, file: "/server/threads/thread.ts" }),
  repair: () => wait(10_000),
});
await runDrill(prometheus, {
  title: "The mail server rejects connections",
  expected: ["ByteEngineEmailsFailing"],
  breakIt: async () => {
    await addEmail("ada@example.com", 3_600);
    await addEmail("grace@example.com", 30);
  },
  repair: null,
  limitSeconds: 120,
});
await runDrill(prometheus, {
  title: "The link in an email expires before it is sent",
  expected: ["ByteEngineEmailsFailing", "ByteEngineEmailsGivenUp"],
  repair: async () => {
    await rejecting.stop();
    const mailServer = await startMailServer(rejecting.port);
    process.once("exit", () => void mailServer.close());
  },
  limitSeconds: 300,
});
await runDrill(prometheus, {
  title: "The disk of the embedded database is 95% full",
  expected: ["ByteEngineDiskLow"],
  breakIt: fillDisk,
  repair: () => rm(filler),
});
await prometheus.stop();
await runtime.close();
await database.close();
await running.stop();
spawnSync("umount", [disk]);
await rm(folder, { recursive: true, force: true });
process.exit();
