import type { Config } from "#lib/platform/settings/env.ts";
import { listProviders } from "./providers.ts";

/** The configured sign-in providers for the sign-in page: next-auth's ID and the label. */
export function listSignInProviders(config: Pick<Config, "providers">): { id: string; label: string }[] {
  return listProviders(config.providers).map(({ id, label }) => ({ id, label }));
}
