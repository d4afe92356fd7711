import { countOf } from "#lib/domain/common/count-of.ts";
import { type Check, createCheck, describeBytes } from "./check.ts";
import type {
  BackupFacts,
  InstanceFacts,
  MailFacts,
  OutboxFacts,
  ProviderFacts,
  RedisFacts,
} from "./facts.ts";

const scarceBytes = 200e6;
const lowBytes = 2e9;

export function judgeDisk({ disk }: InstanceFacts): Check {
  const name = "Disk";
  if (disk === null) return createCheck(name, "unknown", "The disk of DATA_DIR can't be read.");
  const text = `${describeBytes(disk.freeBytes)} of ${describeBytes(disk.totalBytes)} are free at DATA_DIR.`;
  if (disk.freeBytes < scarceBytes) {
    return createCheck(name, "problem", `${text} Free some space now: without any, nothing can be saved.`);
  }
  if (disk.freeBytes < lowBytes) return createCheck(name, "warning", `${text} Free some space soon.`);
  return createCheck(name, "ok", text);
}

const slowRedisMs = 20;

export function judgeRedis(redis: RedisFacts): Check {
  const name = "Redis";
  switch (redis.state) {
    case "not_set":
      return redis.instances > 1
        ? createCheck(
            name,
            "warning",
            "REDIS_URL isn't set, so each of the instances counts rate limits for itself. Set REDIS_URL on all of them.",
          )
        : createCheck(name, "ok", "Not used.");
    case "unreachable":
      return createCheck(
        name,
        "problem",
        "Redis doesn't answer. Each instance counts its share of rate limits until it does. Check REDIS_URL and Redis.",
      );
    case "reachable": {
      const text = `Version ${redis.version}, answers in ${redis.roundTripMs.toFixed(1)} ms.`;
      return redis.roundTripMs > slowRedisMs
        ? createCheck(
            name,
            "warning",
            `${text} That is slow: every verification waits for it. Move it closer.`,
          )
        : createCheck(name, "ok", text);
    }
  }
}

const mailTexts: Readonly<Record<Exclude<MailFacts["state"], "not_set" | "fine">, string>> = {
  not_found: "The host name in SMTP_URL doesn't exist.",
  unreachable: "The mail server in SMTP_URL refuses connections.",
  timeout: "The mail server in SMTP_URL doesn't answer in time.",
  encryption: "The mail server in SMTP_URL doesn't offer the encryption that is required.",
  credentials: "The mail server rejects the user name or password in SMTP_URL.",
  rejected: "The mail server in SMTP_URL rejects the connection.",
};

export function judgeMail({ state, hasPublicUrl }: MailFacts): Check {
  const name = "Mail";
  if (state === "not_set")
    return createCheck(name, "ok", "No SMTP_URL: the console shows links instead of sending them.");
  if (state !== "fine") return createCheck(name, "problem", `${mailTexts[state]} Check SMTP_URL.`);
  return hasPublicUrl
    ? createCheck(name, "ok", "The mail server accepts the connection. Nothing was sent.")
    : createCheck(name, "warning", "The mail server answers, but only invitations are sent. Set PUBLIC_URL.");
}

const lateSeconds = 900;

export function judgeOutbox(outbox: OutboxFacts | null): Check {
  const name = "Emails waiting";
  if (outbox === null) return createCheck(name, "unknown", "The database can't be reached.");
  const { waiting, oldestSeconds, givenUp } = outbox;
  if (waiting > 0 && oldestSeconds > lateSeconds) {
    const minutes = Math.round(oldestSeconds / 60);
    return createCheck(
      name,
      "warning",
      `${countOf(waiting, "email")} waiting, the oldest is ${minutes} minutes late. Check the mail server and the log.`,
    );
  }
  if (givenUp > 0) {
    return createCheck(
      name,
      "warning",
      `${countOf(givenUp, "email")} given up in 24 hours. The log has the reasons.`,
    );
  }
  return createCheck(name, "ok", `${countOf(waiting, "email")} waiting, none late.`);
}

function describeAge(seconds: number): string {
  const hours = Math.floor(seconds / 3_600);
  if (hours >= 48) return `${Math.floor(hours / 24)} days ago`;
  return hours >= 1 ? `${countOf(hours, "hour")} ago` : "in the last hour";
}

export function judgeBackups(backups: BackupFacts | null): Check {
  const name = "Backups";
  if (backups === null) return createCheck(name, "unknown", "The database can't be read.");
  const { everyHours, lastSuccessSeconds, lastError, isLate } = backups;
  if (everyHours === null) {
    return createCheck(
      name,
      "unknown",
      "No backups are scheduled. Set BACKUP_DIR, or make sure that something else backs up the database.",
    );
  }
  const last =
    lastSuccessSeconds === null ? "None yet" : `The last one was complete ${describeAge(lastSuccessSeconds)}`;
  if (lastError !== null) {
    return createCheck(
      name,
      "warning",
      `${last}, and the last attempt failed: ${lastError.replace(/\.$/, "")}. Check BACKUP_DIR and the log.`,
    );
  }
  const interval = countOf(everyHours, "hour");
  if (isLate) {
    return createCheck(
      name,
      "warning",
      `${last}, which is late: one is due every ${interval}. Check BACKUP_DIR and the log.`,
    );
  }
  return createCheck(name, "ok", `${last}. One is due every ${interval}.`);
}

export function judgeProvider({ name, problem }: ProviderFacts): Check {
  return problem === null
    ? createCheck(name, "ok", "The sign-in provider answers.")
    : createCheck(
        name,
        "problem",
        `${problem} Nobody can sign in with it. Check its settings and the network.`,
      );
}
