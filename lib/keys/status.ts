export type KeyStatus = "active" | "rotating" | "disabled" | "expired" | "revoked";

export interface KeyStatusFacts {
  revokedAt: Date | null;
  expiresAt: Date | null;
  disabledAt: Date | null;
  secrets: readonly { endsAt: Date | null }[];
}

/** A key's one status, the most final first. `rotating`: an old secret still works beside the current one. */
export function getKeyStatus(key: KeyStatusFacts, now: Date): KeyStatus {
  if (key.revokedAt !== null) return "revoked";
  if (key.expiresAt !== null && key.expiresAt <= now) return "expired";
  if (key.disabledAt !== null) return "disabled";
  const isOldSecretLive = key.secrets.some((secret) => secret.endsAt !== null && secret.endsAt > now);
  return isOldSecretLive ? "rotating" : "active";
}
