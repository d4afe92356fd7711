import { hash } from "node:crypto";
import { ServiceError } from "#lib/errors.ts";
import type { Turn } from "#lib/limits/admission-gate.ts";
import { getNetworkCounter } from "#lib/network/address.ts";
import type { Runtime } from "#lib/runtime.ts";
import type { DeviceMark } from "./device-mark.ts";
import { getCounter, type Reservation, reserveAttempt, type ThrottleRule } from "./throttle.ts";

const windowSeconds = 15 * 60;

/** Who tries a password, where from. */
export interface SignInAttempt {
  /** The address in its one form, or what was typed in its place. */
  account: string;
  address: string | null;
  /** The browser's mark, if someone signed in to this account with it before. */
  device: DeviceMark | null;
}

/** How an attempt is admitted: in which queue, after what delay. */
export interface AdmittedAttempt {
  turn: Turn;
  delayMs: number;
  /** Gives the places back: the attempt was not a failure. */
  release: Reservation["release"];
}

/** Hashed: what people type as their account may be a password. */
function digest(text: string): string {
  return hash("sha256", text, "base64url");
}

/**
 * Failures of an unknown device: 100 an address (an IPv6 /64), 300 an IPv6 /48, and 10 an account *and* address. Those of
 * an account from everywhere are only counted: a limit there would let anyone lock its person out.
 */
export function listUnknownDeviceRules(account: string, address: string | null): ThrottleRule[] {
  const counter = getCounter(address);
  const network = address === null ? null : getNetworkCounter(address);
  return [
    ...(network === null ? [] : [{ subject: `sign-in:${network}`, max: 300, windowSeconds }]),
    { subject: `sign-in:address:${counter}`, max: 100, windowSeconds },
    { subject: `sign-in:account:${digest(account)}:${counter}`, max: 10, windowSeconds },
    // Last, so that an attempt that is refused above is not counted.
    { subject: `sign-in:account:${digest(account)}`, max: null, windowSeconds },
  ];
}

/** Failures of a device that is known to the account: its own ten, whatever happens elsewhere. */
function listKnownDeviceRules(account: string, device: DeviceMark): ThrottleRule[] {
  const subject = `sign-in:device:${digest(`${device.id} ${account}`)}`;
  return [{ subject, max: 10, windowSeconds }];
}

const freeAttempts = 20;
const delayStepMs = 250;
const maxDelayMs = 10_000;

/** How long an unknown device waits before its password is checked, by how many have failed on the account. */
export function getAccountDelayMs(failures: number): number {
  return Math.min(maxDelayMs, Math.max(0, failures - freeAttempts) * delayStepMs);
}

/** Null where the device has used up its own count: it then queues like an unknown one, and is not locked out. */
async function admitKnownDevice(
  database: Runtime["database"],
  { account, device }: SignInAttempt,
  now: Date,
): Promise<AdmittedAttempt | null> {
  if (device === null) return null;
  try {
    const { release } = await reserveAttempt(database, listKnownDeviceRules(account, device), now);
    return { turn: { lane: "known", key: digest(account) }, delayMs: 0, release };
  } catch (error) {
    if (error instanceof ServiceError && error.code === "rate_limit_exceeded") return null;
    throw error;
  }
}

/**
 * Counts the attempt as a failure until `release`, so that parallel attempts cannot all slip under a limit. Throws
 * ServiceError `rate_limit_exceeded` with a true `Retry-After`; never for what others have done to the account.
 */
export async function admitSignIn(
  database: Runtime["database"],
  attempt: SignInAttempt,
  now: Date,
): Promise<AdmittedAttempt> {
  const known = await admitKnownDevice(database, attempt, now);
  if (known !== null) return known;
  const { account, address } = attempt;
  const { counts, release } = await reserveAttempt(database, listUnknownDeviceRules(account, address), now);
  return { turn: createUnknownTurn(address), delayMs: getAccountDelayMs(counts.at(-1) ?? 0), release };
}

/** Addresses take turns; in IPv6 whole /48 networks do, because one customer may change addresses within theirs. */
export function createUnknownTurn(address: string | null): Turn {
  const network = address === null ? null : getNetworkCounter(address);
  return { lane: "unknown", key: network ?? getCounter(address) };
}
