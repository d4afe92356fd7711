import type { KeyDto } from "#lib/contract/keys/keys.ts";

/** The result of looking up a pasted secret. */
export interface Found {
  /** Null if no key of the team has this secret. */
  key: KeyDto | null;
  /** The hint of the secret. The secret itself isn't kept. */
  hint: string;
}

/** Whether the secret with this hint no longer works, even if its key does. */
export function hasEnded({ secrets }: Pick<KeyDto, "secrets">, hint: string, nowMs: number): boolean {
  const secret = secrets.find((one) => one.hint === hint);
  // A key lists only its newest secrets, including the current one.
  if (secret === undefined) return true;
  return secret.endsAt !== null && Date.parse(secret.endsAt) <= nowMs;
}
