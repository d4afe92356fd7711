import type { ServiceContext } from "#lib/services/context.ts";
import { decideSignUp } from "./sign-up-policy.ts";

export interface SignUpState {
  /** Whether anyone can sign up now. */
  isOpen: boolean;
  /** Whether signing up requires the setup code. */
  needsSetUpCode: boolean;
  hasUsers: boolean;
}

/** The data of the sign-up page, for a local or remote request. Contains no secrets. */
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
  const withoutCode = decideSignUp({ ...facts, hasSetupCode: false });
  const withCode = decideSignUp({ ...facts, hasSetupCode: true });
  return {
    isOpen: withCode === "admit",
    needsSetUpCode: withoutCode !== "admit" && withCode === "admit",
    hasUsers,
  };
}
