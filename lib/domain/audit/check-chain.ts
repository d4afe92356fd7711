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
  /** Null: it was erased. The chain stays intact. */
  personal: AuditValue;
}

export type ChainBreak =
  /** A number is missing or repeated: an event was deleted or inserted. */
  | "missing"
  /** The event was changed. */
  | "altered"
  /** Its personal data was changed. */
  | "personal_altered"
  /** It does not follow the event before it. */
  | "unlinked";

/** How far a chain has been verified. Start with `startOfChain` and continue with each valid event. */
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

/** Why this event is not the next one of the chain. Null: it is. It can be signed with any of the secrets. */
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
