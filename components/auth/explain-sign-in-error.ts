import { authTexts } from "./texts.ts";

const texts = authTexts.signIn;

/** The person has to enter a code of their second factor. */
const codeRequired = "two_factor_required";

/** The person has to use a passkey or a recovery code. */
const passkeyRequired = "passkey_required";

/** The person has to enter a code or to use a passkey. */
const codeOrPasskeyRequired = "code_or_passkey_required";

/** The ways to take the second step. */
export interface SecondStep {
  app: boolean;
  passkey: boolean;
}

/** What the second step can be. Null if this error is about something else. */
export function findSecondStep(error: string | undefined): SecondStep | null {
  switch (error) {
    case codeRequired:
      return { app: true, passkey: false };
    case passkeyRequired:
      return { app: false, passkey: true };
    case codeOrPasskeyRequired:
      return { app: true, passkey: true };
    default:
      return null;
  }
}

/** The first step has to be repeated. */
export const codeExpired = "two_factor_expired";

/** The message for a sign-in error code. `domains` are those that new email addresses must have. */
export function explainSignInError(error: string | undefined, domains = ""): string | undefined {
  switch (error) {
    case undefined:
      return undefined;
    case "CredentialsSignin":
      return texts.wrong;
    case "two_factor_wrong":
      return texts.code.wrong;
    case "passkey_wrong":
      return texts.passkey.wrong;
    case "passkey_expired":
      return texts.passkey.expired;
    case "passkey_unsupported":
      return texts.passkey.unsupported;
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
    case "email_domain_not_allowed":
      return texts.otherDomain(domains);
    case "AccessDenied":
    case "sign_up_closed":
      return texts.notAllowed;
    default:
      return texts.failed;
  }
}
