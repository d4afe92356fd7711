import type { AppRuleDto, ExchangeRefusalListDto } from "#lib/contract/apps/federation-output.ts";

type Refusal = ExchangeRefusalListDto["data"][number];

/** Refusals for the same reason. */
export interface RefusalGroup {
  /** The latest of them. */
  latest: Refusal;
  count: number;
}

/** A machine that is set up wrong tries again and again. Newest first. */
export function groupRefusals(refusals: readonly Refusal[]): RefusalGroup[] {
  const groups = new Map<string, RefusalGroup>();
  for (const refusal of refusals) {
    const { issuer, reason, rule, claim, value } = refusal;
    const key = JSON.stringify([issuer, reason, rule?.id, claim, value]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { latest: refusal, count: 1 });
    else group.count += 1;
  }
  return [...groups.values()];
}

/** The values that the rule accepts for the claim that didn't match. Null: the rule was removed since then. */
export function findExpected({ rule, claim }: Refusal, rules: readonly AppRuleDto[]): string[] | null {
  const found = rules.find(({ id }) => id === rule?.id);
  if (found === undefined || claim === null) return null;
  return claim === "aud" ? [found.audience] : (found.claims[claim] ?? null);
}
