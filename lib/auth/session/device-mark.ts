import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { daySeconds } from "#lib/domain/common/durations.ts";

/**
 * A cookie value that records which accounts a browser has signed in to, so that guesses from other devices cannot lock
 * out the account's owner. It survives signing out and grants no access: it only gives the browser a separate queue and
 * a separate count of failures.
 */
export interface DeviceMark {
  /** A random ID, which names the device's own count of failures. */
  id: string;
  /** One per account, newest last: its creation time and a signature. Accounts cannot be read from them. */
  entries: readonly string[];
}

export const deviceMarkSeconds = 180 * daySeconds;

/** Browsers are shared by a few people at most. */
const maxAccounts = 5;

const markPattern = /^([\w-]{16,32})((?:\.[0-9a-z]{1,10}_[\w-]{43}){0,20})$/;

function sign(secret: string, id: string, createdAt: string, email: string): string {
  return createHmac("sha256", secret)
    .update(`byteengine device\n${id}\n${createdAt}\n${email}`)
    .digest("base64url");
}

function isEqual(first: string, second: string): boolean {
  return first.length === second.length && timingSafeEqual(Buffer.from(first), Buffer.from(second));
}

/** Parses a cookie value, or returns null. The entries are verified later, for one account at a time. */
export function parseDeviceMark(text: string | undefined): DeviceMark | null {
  const match = markPattern.exec(text ?? "");
  if (match === null) return null;
  const [, id = "", entries = ""] = match;
  return { id, entries: entries.split(".").filter((entry) => entry !== "") };
}

export function formatDeviceMark({ id, entries }: DeviceMark): string {
  return [id, ...entries].join(".");
}

function isFor(entry: string, id: string, email: string, secrets: readonly string[]): boolean {
  const [createdAt = "", signature = ""] = entry.split(/_(.*)/s);
  return secrets.some((secret) => isEqual(sign(secret, id, createdAt, email), signature));
}

function isFresh(entry: string, now: Date): boolean {
  const createdAtSeconds = Number.parseInt(entry.split("_")[0] ?? "", 36);
  const age = now.getTime() / 1000 - createdAtSeconds;
  return age < deviceMarkSeconds;
}

/** Whether the device has signed in to the account with this email address. */
export function isKnownDevice(
  mark: DeviceMark | null,
  email: string,
  secrets: readonly string[],
  now: Date,
): mark is DeviceMark {
  if (mark === null) return false;
  return mark.entries.some((entry) => isFresh(entry, now) && isFor(entry, mark.id, email, secrets));
}

/** The device mark after a sign-in to this account. */
export function addToDeviceMark(
  mark: DeviceMark | null,
  email: string,
  secrets: readonly string[],
  now: Date,
): DeviceMark {
  const [secret] = secrets;
  if (secret === undefined) throw new Error("no session secret is set");
  const id = mark?.id ?? randomBytes(16).toString("base64url");
  const createdAt = Math.floor(now.getTime() / 1000).toString(36);
  const others = (mark?.entries ?? []).filter((entry) => !isFor(entry, id, email, secrets));
  return {
    id,
    entries: [...others, `${createdAt}_${sign(secret, id, createdAt, email)}`].slice(-maxAccounts),
  };
}
