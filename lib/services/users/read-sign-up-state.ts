import type { ServiceContext } from "#lib/services/context.ts";
import { decideSignUp } from "./sign-up-policy.ts";

export interface SignUpState {
  /** Whether a stranger may sign up now. */
  isOpen: boolean;
  /** Whether they need the set-up code for it. */
  needsSetUpCode: boolean;
  hasUsers: boolean;
}

/** What the sign-up page needs to know, for a request that is local or not; no secret in it. */
export async function readSignUpState(
  runtime: Pick<ServiceContext["runtime"], "config" | "database">,
  isLocal: boolean,
): Promise<SignUpState> {
  const hasUsers = (await runtime.database.prisma.user.findFirst({ select: { id: true } })) !== null;
  const facts = {
    signUp: runtime.config.signUp,
    hasUsers,
    isLocal,
    isListedOwner: false,
    isEmailVerified: false,
    hasInvitation: false,
  };
  const withoutCode = decideSignUp({ ...facts, hasSetUpCode: false });
  const withCode = decideSignUp({ ...facts, hasSetUpCode: true });
  return {
    isOpen: withCode === "admit",
    needsSetUpCode: withoutCode !== "admit" && withCode === "admit",
    hasUsers,
  };
}
