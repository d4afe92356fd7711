import { createHmac, timingSafeEqual } from "node:crypto";

/** Where the verification of a chain starts instead of at its first event. */
export interface Checkpoint {
  chainId: string;
  /** `sealed`: the events were exported and removed. `secret_lost`: the secret that signed them is lost. */
  kind: string;
  /** The first and the last event that it covers. */
  firstSeq: bigint;
  seq: bigint;
  /** The hash of the last event. */
  hash: Uint8Array;
  /** When the last event occurred. */
  occurredAt: Date;
  /** The SHA-256 of the exported file. Null unless it is sealed. */
  exportDigest: Uint8Array | null;
  createdAt: Date;
}

/** HMAC-SHA-256 with the audit secret: without it, nobody can make a shortened log look intact. */
export function signCheckpoint(secret: string, checkpoint: Checkpoint): Buffer {
  const { exportDigest } = checkpoint;
  const parts = [
    "byteengine audit checkpoint v1",
    checkpoint.chainId,
    checkpoint.kind,
    checkpoint.firstSeq.toString(),
    checkpoint.seq.toString(),
    Buffer.from(checkpoint.hash).toString("hex"),
    checkpoint.occurredAt.toISOString(),
    exportDigest === null ? "" : Buffer.from(exportDigest).toString("hex"),
    checkpoint.createdAt.toISOString(),
  ];
  return createHmac("sha256", secret).update(JSON.stringify(parts)).digest();
}

/** Whether one of the secrets signed it. */
export function isCheckpointSigned(
  secrets: readonly string[],
  checkpoint: Checkpoint & { signature: Uint8Array },
): boolean {
  return secrets.some((secret) => {
    const expected = signCheckpoint(secret, checkpoint);
    return expected.length === checkpoint.signature.length && timingSafeEqual(expected, checkpoint.signature);
  });
}
