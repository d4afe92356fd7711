import "server-only";

import { headers } from "next/headers";
import { listSignInProviders } from "#lib/auth/list-sign-in-providers.ts";
import { readLocalHeader } from "#lib/network/local-request.ts";
import { getRuntime } from "#lib/runtime.ts";
import { readSignUpState } from "#lib/services/users/read-sign-up-state.ts";

/** What the sign-in and sign-up pages offer: whether one may sign up, and who else vouches for people. */
export async function readSignInOptions() {
  const runtime = getRuntime();
  const isLocal = readLocalHeader(runtime.config, await headers());
  return { ...(await readSignUpState(runtime, isLocal)), providers: listSignInProviders(runtime.config) };
}
