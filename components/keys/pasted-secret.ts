import type { KeyDto } from "#lib/schemas/keys.ts";

/** What a pasted secret was found to be of. */
export interface Found {
  /** Null: no key of the team has it. */
  key: KeyDto | null;
  /** Of the secret, which itself is kept nowhere. */
  hint: string;
}

/** Whether the secret with this hint works no more, though its key may. */
export function hasEnded({ secrets }: Pick<KeyDto, "secrets">, hint: string, nowMs: number): boolean {
  const secret = secrets.find((one) => one.hint === hint);
  // A key tells its newest secrets, the current one among them.
  if (secret === undefined) return true;
  return secret.endsAt !== null && Date.parse(secret.endsAt) <= nowMs;
}
