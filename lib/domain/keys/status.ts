export type KeyStatus = "active" | "rotating" | "disabled" | "expired" | "revoked";

export interface KeyStatusFacts {
  revokedAt: Date | null;
  expiresAt: Date | null;
  disabledAt: Date | null;
  secrets: readonly { endsAt: Date | null }[];
}

/** A key's status; the most final one wins. `rotating`: a previous secret still works in addition to the current one. */
export function getKeyStatus(key: KeyStatusFacts, now: Date): KeyStatus {
  if (key.revokedAt !== null) return "revoked";
  if (key.expiresAt !== null && key.expiresAt <= now) return "expired";
  if (key.disabledAt !== null) return "disabled";
  const isPreviousSecretLive = key.secrets.some((secret) => secret.endsAt !== null && secret.endsAt > now);
  return isPreviousSecretLive ? "rotating" : "active";
}
