import "server-only";

import { listSignInProviders } from "#lib/auth/list-sign-in-providers.ts";
import { getRuntime } from "#lib/runtime.ts";
import { readSignUpState } from "#lib/services/users/read-sign-up-state.ts";

/** What the sign-in and sign-up pages offer: whether one may sign up, and who else vouches for people. */
export async function readSignInOptions() {
  const runtime = getRuntime();
  return { ...(await readSignUpState(runtime)), providers: listSignInProviders(runtime.config) };
}
