import type { ProofKind } from "#lib/services/sessions/recent-proof.ts";

/** What a condition reads besides the input. */
interface AskedRequest {
  /** The `Accept` header. */
  accept: string | null;
}

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
      when: (input: Input, request: AskedRequest) => boolean;
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
  request: AskedRequest,
): ProofKind | null {
  if (asksAgain === "never") return null;
  if (typeof asksAgain === "string") return asksAgain;
  return asksAgain.when(input, request) ? asksAgain.for : null;
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
