import { assertRecentProof, type ProofKind } from "#lib/services/reauthentication/recent-proof.ts";
import type { ApiContext, Route } from "./define-route.ts";

/**
 * Whether a person has to confirm that it is them before this route acts, if their last confirmation is too old. Keys are
 * never asked. `never` is also for every answer to a leak: disabling, deleting, ending sessions, removing people.
 */
export type AsksAgain<Input> =
  | "never"
  | ProofKind
  | {
      for: ProofKind;
      /** Whether this request needs it. */
      when: (input: Input, ctx: Pick<ApiContext, "accept">) => boolean;
      /** The same condition in words, for the documentation: `unless …`. */
      condition: string;
    };

/** What the documentation says about the route. Null: it never asks. */
export interface DescribedAsking {
  for: ProofKind;
  condition?: string;
}

export function describeAsking(asksAgain: AsksAgain<never>): DescribedAsking | null {
  if (asksAgain === "never") return null;
  if (typeof asksAgain === "string") return { for: asksAgain };
  return { for: asksAgain.for, condition: asksAgain.condition };
}

/** The proof that a request with this valid input needs. */
export function findProof<Input>(
  asksAgain: AsksAgain<Input>,
  input: Input,
  ctx: ApiContext,
): ProofKind | null {
  if (asksAgain === "never") return null;
  if (typeof asksAgain === "string") return asksAgain;
  return asksAgain.when(input, ctx) ? asksAgain.for : null;
}

/**
 * Throws `reauthentication_required` for a person whose proof is too old for this request. Called before an
 * Idempotency-Key is claimed, so that the same request can be sent again.
 */
export function assertAskedAgain(ctx: ApiContext, route: Route, raw: Parameters<Route["run"]>[1]): void {
  if (ctx.actor.type !== "user" || route.asking === null) return;
  const kind = route.findProof(ctx, raw);
  if (kind !== null) assertRecentProof(ctx.runtime.config, kind, ctx.actor.authenticatedAt, ctx.now);
}

const kindTexts: Record<ProofKind, string> = {
  account: "REAUTHENTICATE_ACCOUNT_MINUTES",
  keys: "REAUTHENTICATE_KEYS_HOURS",
};

/** One sentence for the documentation. */
export function describeProof(asking: DescribedAsking | null): string {
  if (asking === null) return "";
  const condition = asking.condition === undefined ? "" : `, ${asking.condition}`;
  return `Asks people again${condition}: 403 \`reauthentication_required\` once their last confirmation is older than \`${kindTexts[asking.for]}\`.`;
}
