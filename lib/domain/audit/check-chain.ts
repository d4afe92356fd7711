import { timingSafeEqual } from "node:crypto";
import { fingerprintSecret } from "#lib/domain/instance/secret-fingerprint.ts";
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
  /** The fingerprint of the secret that signed it. Null: not recorded, by an earlier release. */
  secretId: string | null;
}

export type ChainBreak =
  /** A number is missing or repeated: an event was deleted or inserted. */
  | "missing"
  /** The event was changed. */
  | "altered"
  /** Its personal data was changed. */
  | "personal_altered"
  /** It does not follow the event before it. */
  | "unlinked"
  /** It names a secret that is not set, so nobody can tell whether it was changed. */
  | "secret_unknown";

/** How far a chain has been verified. Start with `startOfChain` and continue with each valid event. */
export interface ChainPosition {
  seq: bigint;
  hash: Uint8Array;
}

export const startOfChain: ChainPosition = { seq: 0n, hash: firstPrevHash };

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

export function isSigned(secrets: readonly string[], event: StoredEvent): boolean {
  return secrets.some((secret) => isEqual(computeEventHash(secret, event, event.prevHash), event.hash));
}

function isSecretSet(secrets: readonly string[], { secretId }: StoredEvent): boolean {
  return secretId === null || secrets.some((secret) => fingerprintSecret(secret) === secretId);
}

/** Why this event is not the next one of the chain. Null: it is. It can be signed with any of the secrets. */
export function findBreak(
  secrets: readonly string[],
  after: ChainPosition,
  event: StoredEvent,
): ChainBreak | null {
  if (event.seq !== after.seq + 1n) return "missing";
  if (!isSigned(secrets, event)) return isSecretSet(secrets, event) ? "altered" : "secret_unknown";
  if (!isEqual(event.prevHash, after.hash)) return "unlinked";
  if (event.personal !== null && !isEqual(hashPersonal(event.personal), event.personalHash)) {
    return "personal_altered";
  }
  return null;
}
