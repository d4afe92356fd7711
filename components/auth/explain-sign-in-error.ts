import { authTexts } from "./texts.ts";

const texts = authTexts.signIn;

/** The person has to enter a code of their second factor. */
export const codeRequired = "two_factor_required";

/** The first step has to be repeated. */
export const codeExpired = "two_factor_expired";

/** The message for a sign-in error code. */
export function explainSignInError(error: string | undefined): string | undefined {
  switch (error) {
    case undefined:
      return undefined;
    case "CredentialsSignin":
      return texts.wrong;
    case "two_factor_wrong":
      return texts.code.wrong;
    case codeExpired:
      return texts.code.expired;
    case "rate_limit_exceeded":
      return texts.throttled;
    case "OAuthAccountNotLinked":
      return texts.accountNotLinked;
    case "service_unavailable":
      return texts.busy;
    case "set_up_code_needed":
      return texts.setupFirst;
    case "invitation_for_another":
      return texts.invitationForAnother;
    case "AccessDenied":
    case "sign_up_closed":
      return texts.notAllowed;
    default:
      return texts.failed;
  }
}
