export interface SignUpFacts {
  /** The instance's setting; undefined: open until the first user, then by invitation. */
  signUp: "open" | "invite-only" | undefined;
  hasUsers: boolean;
  /** Only this machine can have made the request. */
  isLocal: boolean;
  /** The address is one that the settings make an instance owner. */
  isListedOwner: boolean;
  /** A provider vouched that the address is theirs, or they followed a mailed link. */
  isEmailVerified: boolean;
  hasInvitation: boolean;
  hasSetUpCode: boolean;
}

export type SignUpDecision = "admit" | "closed" | "set_up_code_needed";

/**
 * Whether someone may sign up. The first account owns the instance, so it needs proof: the set-up code, a verified address
 * that is listed, or a request that only this machine can have made.
 */
export function decideSignUp(facts: SignUpFacts): SignUpDecision {
  if (facts.hasInvitation) return "admit";
  const isListedAndVerified = facts.isListedOwner && facts.isEmailVerified;
  if (!facts.hasUsers) {
    if (facts.hasSetUpCode || isListedAndVerified) return "admit";
    if (!facts.isLocal) return "set_up_code_needed";
    return facts.signUp === "invite-only" ? "closed" : "admit";
  }
  if (facts.signUp !== "open") return "closed";
  // It would own nothing, but it would keep the address from the person it belongs to.
  const isProved = isListedAndVerified || facts.hasSetUpCode;
  return facts.isListedOwner && !isProved ? "set_up_code_needed" : "admit";
}
