import { hash } from "node:crypto";
import type { DeviceMark } from "#lib/auth/session/device-mark.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import type { Turn } from "#lib/domain/limits/admission-gate.ts";
import { getNetworkCounter } from "#lib/domain/network/address.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { getCounter, type Reservation, reserveAttempt, type ThrottleRule } from "./throttle.ts";

const windowSeconds = 15 * 60;

/** The account, IP address and device of a sign-in attempt. */
export interface SignInAttempt {
  /** The normalized email address, or the typed text if it is invalid. */
  account: string;
  address: string | null;
  /** The browser's device mark, if it has signed in to this account before. */
  device: DeviceMark | null;
}

/** The queue and the delay of an allowed attempt. */
export interface AdmittedAttempt {
  turn: Turn;
  delayMs: number;
  /** Uncounts the attempt, because it did not fail. */
  release: Reservation["release"];
}

/** Hashes an account, because users may type a password in its place. */
function digest(text: string): string {
  return hash("sha256", text, "base64url");
}

/**
 * The limits on failures of unknown devices: 100 per IP address (an IPv6 /64), 300 per IPv6 /48, and 10 per account *and*
 * IP address. Failures of an account from all networks are only counted: a limit would let anyone lock out its owner.
 */
export function listUnknownDeviceRules(account: string, address: string | null): ThrottleRule[] {
  const counter = getCounter(address);
  const network = address === null ? null : getNetworkCounter(address);
  return [
    ...(network === null ? [] : [{ subject: `sign-in:${network}`, max: 300, windowSeconds }]),
    { subject: `sign-in:address:${counter}`, max: 100, windowSeconds },
    { subject: `sign-in:account:${digest(account)}:${counter}`, max: 10, windowSeconds },
    // Last, so that an attempt rejected by a rule above is not counted.
    { subject: `sign-in:account:${digest(account)}`, max: null, windowSeconds },
  ];
}

/** The limit on failures of a known device: 10, independent of other devices. */
function listKnownDeviceRules(account: string, device: DeviceMark): ThrottleRule[] {
  const subject = `sign-in:device:${digest(`${device.id} ${account}`)}`;
  return [{ subject, max: 10, windowSeconds }];
}

const attemptsWithoutDelay = 20;
const delayStepMs = 250;
const maxDelayMs = 10_000;

/** How long an unknown device waits before its password is checked, by the account's number of failures. */
export function getAccountDelayMs(failures: number): number {
  return Math.min(maxDelayMs, Math.max(0, failures - attemptsWithoutDelay) * delayStepMs);
}

/** Returns null if the device has reached its own limit. It then counts as unknown and is not locked out. */
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
 * Counts the attempt as a failure until `release`, so that parallel attempts cannot bypass a limit. Throws ServiceError
 * `rate_limit_exceeded` with an exact `Retry-After`, but never because of attempts from other networks.
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

/** Queues by IP address, and by /48 for IPv6, because one customer can change addresses within it. */
export function createUnknownTurn(address: string | null): Turn {
  const network = address === null ? null : getNetworkCounter(address);
  return { lane: "unknown", key: network ?? getCounter(address) };
}
