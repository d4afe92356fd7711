/** Why a token of an issuer was not exchanged. The console shows it to the team, never to the sender. */
export const refusalReasons = [
  /** No rule of the app is about this issuer. */
  "issuer",
  /** The issuer's public keys could not be read. */
  "keys",
  /** It is not a JSON Web Token with a signature of the issuer. */
  "signature",
  "expired",
  "too_early",
  /** It does not say when it was issued and expires, or lives too long. */
  "lifetime",
  /** The audience or a claim does not match. */
  "claim",
  /** It was exchanged before, or has no ID although each of the issuer's tokens should. */
  "replay",
] as const;

export type RefusalReason = (typeof refusalReasons)[number];

/** Of tokens without a valid signature, which anyone can send. */
export const unsignedReasons: readonly RefusalReason[] = ["issuer", "keys", "signature"];
