import type { KeyDto } from "#lib/contract/keys/keys.ts";

export interface KeyFact {
  kind: "created" | "secret" | "ended";
  at: string;
  /** The hint of the secret. Empty for the key itself. */
  hint: string;
}

/** The events that can be derived from the key itself, newest first, for viewers who can't read the audit log. */
export function listKeyFacts(key: Pick<KeyDto, "createdAt" | "secrets">, now: string): KeyFact[] {
  const facts: KeyFact[] = [{ kind: "created", at: key.createdAt, hint: "" }];
  for (const { hint, createdAt, endsAt } of key.secrets) {
    if (createdAt !== key.createdAt) facts.push({ kind: "secret", at: createdAt, hint });
    if (endsAt !== null && endsAt <= now) facts.push({ kind: "ended", at: endsAt, hint });
  }
  return facts.sort((one, other) => other.at.localeCompare(one.at));
}
