import { setTimeout as wait } from "node:timers/promises";
import { readDatabaseTime } from "#lib/platform/db/database-time.ts";
import { setOutboxWake } from "#lib/platform/mail/outbox-wake.ts";
import type { OutboxReport } from "#lib/platform/processes/pages-contract.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { readWaitingMails } from "#lib/services/mails/waiting-mails.ts";
import { type OutboxRuntime, sendDueMails } from "./send-due-mails.ts";

/** Finds emails of other instances, and those whose time has come. */
const pollMs = 5_000;

/** After the mail server could not be reached. */
const awayPollMs = 30_000;

/** A slow mail server must not use up the time in which a process can stop. What it was sending is tried again. */
const stopLimitMs = 500;

export interface Outbox {
  report(): OutboxReport;
  stop(): Promise<void>;
}

/** Sends emails of the outbox until stopped: at once when this process adds one, otherwise every few seconds. */
export function startOutbox(runtime: OutboxRuntime & Pick<Runtime, "metrics">): Outbox {
  const counts: OutboxReport = { waiting: 0, oldestSeconds: 0, sent: 0, failed: 0, givenUp: 0 };
  // Also without PUBLIC_URL: invitations link to the address that the inviter uses.
  if (runtime.config.smtpUrl === undefined) return { report: () => counts, stop: async () => {} };
  const stopping = new AbortController();
  let running: Promise<void> | null = null;
  let isWoken = false;
  let awayUntilMs = 0;
  const sendDue = async () => {
    const readNow = () => readDatabaseTime(runtime.database);
    const result = await sendDueMails(runtime, readNow, stopping.signal);
    counts.sent += result.sent;
    counts.failed += result.failed;
    counts.givenUp += result.givenUp;
    awayUntilMs = result.isServerAway ? performance.now() + awayPollMs : 0;
    Object.assign(counts, await readWaitingMails(runtime.database));
  };
  const send = async () => {
    try {
      await runtime.metrics.jobs.time("outbox", sendDue);
    } catch (error) {
      runtime.logger.warn({ err: error }, "sending emails failed");
    }
  };
  const run = () => {
    if (stopping.signal.aborted || performance.now() < awayUntilMs) return;
    if (running !== null) {
      isWoken = true;
      return;
    }
    isWoken = false;
    running = send().finally(() => {
      running = null;
      // A row that was added while the last query ran.
      if (isWoken) run();
    });
  };
  setOutboxWake(run);
  const timer = setInterval(run, pollMs);
  timer.unref();
  run();
  return {
    report: () => counts,
    stop: async () => {
      setOutboxWake(undefined);
      clearInterval(timer);
      stopping.abort();
      await Promise.race([running, wait(stopLimitMs, undefined, { ref: false })]);
    },
  };
}
