import type { Config } from "#lib/env.ts";
import { listProviders } from "./providers.ts";

/** Who else vouches for people here, for the sign-in page: next-auth's id and what to call them. */
export function listSignInProviders(config: Pick<Config, "providers">): { id: string; label: string }[] {
  return listProviders(config.providers).map(({ id, label }) => ({ id, label }));
}
