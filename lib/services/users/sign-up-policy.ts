export interface SignUpFacts {
  /** The instance's setting; undefined: open until the first user, then by invitation. */
  signUp: "open" | "invite-only" | undefined;
  hasUsers: boolean;
  /** Only this machine can reach the console. */
  isLoopback: boolean;
  /** The address is one that the settings make an instance owner. */
  isListedOwner: boolean;
  /** A provider vouches that the address is theirs. */
  isEmailVerified: boolean;
  hasInvitation: boolean;
  hasSetUpCode: boolean;
}

export type SignUpDecision = "admit" | "closed" | "set_up_code_needed";

/** Whether someone may sign up. The first account owns the instance, so it proves more than having come first. */
export function decideSignUp(facts: SignUpFacts): SignUpDecision {
  if (facts.hasInvitation) return "admit";
  if (!facts.hasUsers) {
    if (facts.hasSetUpCode) return "admit";
    if (!facts.isLoopback) return "set_up_code_needed";
    return facts.signUp === "invite-only" ? "closed" : "admit";
  }
  if (facts.signUp !== "open") return "closed";
  // A listed address brings power over the instance, so on a network it takes proof that it is theirs.
  const isProved = facts.isLoopback || facts.isEmailVerified || facts.hasSetUpCode;
  return facts.isListedOwner && !isProved ? "set_up_code_needed" : "admit";
}
