import { listSignInProviders } from "#lib/auth/providers/list-sign-in-providers.ts";
import type { SettingListDto } from "#lib/contract/instance/state.ts";
import { listSettings } from "#lib/platform/settings/list-settings.ts";
import { authorizeInstanceOwner } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** GET /instance/settings: every setting, without secrets. */
export function readSettings(ctx: ServiceContext): SettingListDto {
  authorizeInstanceOwner(ctx);
  const { config } = ctx.runtime;
  return {
    data: listSettings(config.dataDirectory),
    providers: listSignInProviders(config),
    nextCursor: null,
  };
}
