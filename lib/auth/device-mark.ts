import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * Remembers in a cookie which accounts a browser has signed in to, so that guesses from elsewhere cannot keep its person
 * out. It survives signing out, and opens nothing: without the password it only gives a queue and a count of its own.
 */
export interface DeviceMark {
  /** Random; names the device's own count of failures. */
  id: string;
  /** One for each account, the newest last: when it was made and a signature. Accounts cannot be read from it. */
  entries: readonly string[];
}

export const deviceMarkSeconds = 180 * 24 * 60 * 60;

/** People share a browser with a few others, not with many. */
const maxAccounts = 5;

const markPattern = /^([\w-]{16,32})((?:\.[0-9a-z]{1,10}_[\w-]{43}){0,20})$/;

function sign(secret: string, id: string, madeAt: string, email: string): string {
  return createHmac("sha256", secret)
    .update(`byteengine device\n${id}\n${madeAt}\n${email}`)
    .digest("base64url");
}

function isEqual(first: string, second: string): boolean {
  return first.length === second.length && timingSafeEqual(Buffer.from(first), Buffer.from(second));
}

/** The mark that a cookie holds; null for anything else. Whom it knows is checked for each account by itself. */
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
  const [madeAt = "", signature = ""] = entry.split(/_(.*)/s);
  return secrets.some((secret) => isEqual(sign(secret, id, madeAt, email), signature));
}

function isFresh(entry: string, now: Date): boolean {
  const madeAtSeconds = Number.parseInt(entry.split("_")[0] ?? "", 36);
  const age = now.getTime() / 1000 - madeAtSeconds;
  return age < deviceMarkSeconds;
}

/** Whether someone signed in to the account with this address on the device. */
export function isKnownDevice(
  mark: DeviceMark | null,
  email: string,
  secrets: readonly string[],
  now: Date,
): mark is DeviceMark {
  if (mark === null) return false;
  return mark.entries.some((entry) => isFresh(entry, now) && isFor(entry, mark.id, email, secrets));
}

/** The mark after a sign-in to this account. */
export function addToDeviceMark(
  mark: DeviceMark | null,
  email: string,
  secrets: readonly string[],
  now: Date,
): DeviceMark {
  const [secret] = secrets;
  if (secret === undefined) throw new Error("no session secret is set");
  const id = mark?.id ?? randomBytes(16).toString("base64url");
  const madeAt = Math.floor(now.getTime() / 1000).toString(36);
  const others = (mark?.entries ?? []).filter((entry) => !isFor(entry, id, email, secrets));
  return { id, entries: [...others, `${madeAt}_${sign(secret, id, madeAt, email)}`].slice(-maxAccounts) };
}
