import "server-only";

import { headers } from "next/headers";
import { findRelyingParty } from "#lib/auth/passkeys/relying-party.ts";
import { listSignInProviders } from "#lib/auth/providers/list-sign-in-providers.ts";
import { readLocalHeader } from "#lib/domain/network/local-request.ts";
import { formatDomains } from "#lib/domain/sign-in/sign-in-policy.ts";
import { getMailOrigin } from "#lib/platform/mail/mail-links.ts";
import { getRuntime } from "#lib/platform/runtime/runtime.ts";
import { getAdminProgram } from "#lib/platform/settings/product-version.ts";
import { readOrigin } from "#lib/queries/page-context.ts";
import { readSignUpState } from "#lib/services/users/read-sign-up-state.ts";

/** The options of the sign-in and sign-up pages: whether sign-up is open, and the ways to sign in. */
export async function readSignInOptions() {
  const runtime = getRuntime();
  const isLocal = readLocalHeader(runtime.config, await headers());
  return {
    ...(await readSignUpState(runtime, isLocal)),
    providers: listSignInProviders(runtime.config),
    canUsePasskeys: typeof findRelyingParty(await readOrigin()) !== "string",
    /** What operators type before an admin command. */
    adminProgram: getAdminProgram(),
    canMail: getMailOrigin(runtime.config) !== null,
    /** False: only administrators of the console can use a password. */
    allowsPasswords: runtime.config.allowsPasswords,
    /** The domains that email addresses of new accounts must have, as a text. Empty: any. */
    emailDomains: formatDomains(runtime.config.allowedEmailDomains),
  };
}
