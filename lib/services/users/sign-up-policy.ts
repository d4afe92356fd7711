export interface SignUpFacts {
  /** The instance's setting. Undefined: open until the first user exists, then by invitation only. */
  signUp: "open" | "invite-only" | undefined;
  hasUsers: boolean;
  /** The request must have come from this machine. */
  isLocal: boolean;
  /** INSTANCE_OWNERS lists the email address. */
  isListedOwner: boolean;
  /** A provider verified the email address, or its owner opened the emailed link. */
  isEmailVerified: boolean;
  hasInvitation: boolean;
  hasSetupCode: boolean;
}

export type SignUpDecision = "admit" | "closed" | "set_up_code_needed";

/**
 * Decides whether a person can sign up. The first account owns the instance, so it needs proof: the setup code, a listed
 * and verified email address, or a request that must have come from this machine.
 */
export function decideSignUp(facts: SignUpFacts): SignUpDecision {
  if (facts.hasInvitation) return "admit";
  const isListedAndVerified = facts.isListedOwner && facts.isEmailVerified;
  if (!facts.hasUsers) {
    if (facts.hasSetupCode || isListedAndVerified) return "admit";
    if (!facts.isLocal) return "set_up_code_needed";
    return facts.signUp === "invite-only" ? "closed" : "admit";
  }
  if (facts.signUp !== "open") return "closed";
  // The account would not own the instance, but it would take the address from the person it belongs to.
  const isProved = isListedAndVerified || facts.hasSetupCode;
  return facts.isListedOwner && !isProved ? "set_up_code_needed" : "admit";
}
