import "server-only";

import { getRuntime } from "#lib/runtime.ts";
import { readSignUpState } from "#lib/services/users/read-sign-up-state.ts";

/** What the sign-in and sign-up pages offer: whether one may sign up, and who else vouches for people. */
export async function readSignInOptions() {
  const runtime = getRuntime();
  const { github, google, oidc } = runtime.config.providers;
  const providers = [
    ...(github === undefined ? [] : [{ id: "github", label: "GitHub" }]),
    ...(google === undefined ? [] : [{ id: "google", label: "Google" }]),
    ...(oidc === undefined ? [] : [{ id: "oidc", label: oidc.name ?? "single sign-on" }]),
  ];
  return { ...(await readSignUpState(runtime)), providers };
}
