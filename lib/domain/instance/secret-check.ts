/** What the secrets are for: `session` for cookies and encrypted rows, `audit` for the audit log. */
export const secretPurposes = ["session", "audit"] as const;

export type SecretPurpose = (typeof secretPurposes)[number];

/** A secret that the database was used with. */
export interface KnownSecret {
  fingerprint: string;
  knownSince: Date;
  /** Until when an instance signed with it. Null: it only verifies so far. */
  signedUntil: Date | null;
  /** Null: it is expected to be set. */
  endedAt: Date | null;
}

export interface SecretCheck {
  /** Something may be signed with these, and they are not set. */
  missing: string[];
  /** Other instances are ready to sign with these, and they are not set. */
  announced: string[];
  /** The newest secret that signs, if it is not set. */
  missingNewest: string | null;
}

/** Compares the fingerprints that are set with those that the database was used with. */
export function checkFingerprints(set: readonly string[], known: readonly KnownSecret[]): SecretCheck {
  const expected = known.filter(({ endedAt }) => endedAt === null);
  const signing = expected
    .filter(({ signedUntil }) => signedUntil !== null)
    .sort((one, other) => other.knownSince.getTime() - one.knownSince.getTime());
  const announced = expected.filter(({ signedUntil }) => signedUntil === null);
  const listMissing = (secrets: readonly KnownSecret[]) =>
    secrets.map(({ fingerprint }) => fingerprint).filter((fingerprint) => !set.includes(fingerprint));
  // Secrets that were set together when the database was new are equally old: any of them will do.
  const newest = signing.filter(
    ({ knownSince }) => knownSince.getTime() === signing[0]?.knownSince.getTime(),
  );
  const missingNewest = listMissing(newest);
  return {
    missing: listMissing(signing),
    announced: listMissing(announced),
    missingNewest: missingNewest.length === newest.length ? (missingNewest[0] ?? null) : null,
  };
}
