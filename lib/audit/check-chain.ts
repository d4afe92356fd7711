import { timingSafeEqual } from "node:crypto";
import {
  type AuditValue,
  type ChainedEvent,
  computeEventHash,
  firstPrevHash,
  hashPersonal,
} from "./chain.ts";

/** An event as it is stored. */
export interface StoredEvent extends ChainedEvent {
  prevHash: Uint8Array;
  hash: Uint8Array;
  /** Null: it was erased, which leaves the chain whole. */
  personal: AuditValue;
}

export type ChainBreak =
  /** A number is left out or there twice: an event is gone, or one was put in. */
  | "missing"
  /** The event is not the one that was written. */
  | "altered"
  /** Its personal part is not the one that was written. */
  | "personal_altered"
  /** It does not follow the event before it. */
  | "unlinked";

/** How far a chain has been found good: start with `startOfChain`, and go on with what checkEvent returns. */
export interface ChainPosition {
  seq: bigint;
  hash: Uint8Array;
}

export const startOfChain: ChainPosition = { seq: 0n, hash: firstPrevHash };

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

function isSigned(secrets: readonly string[], event: StoredEvent): boolean {
  return secrets.some((secret) => isEqual(computeEventHash(secret, event, event.prevHash), event.hash));
}

/** Why this event cannot be the next one of the chain; null: it is. Any of the secrets may have signed it. */
export function findBreak(
  secrets: readonly string[],
  after: ChainPosition,
  event: StoredEvent,
): ChainBreak | null {
  if (event.seq !== after.seq + 1n) return "missing";
  if (!isSigned(secrets, event)) return "altered";
  if (!isEqual(event.prevHash, after.hash)) return "unlinked";
  if (event.personal !== null && !isEqual(hashPersonal(event.personal), event.personalHash)) {
    return "personal_altered";
  }
  return null;
}
