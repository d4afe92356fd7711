import { listProviders } from "#lib/auth/providers/providers.ts";
import type { LinkedProviderDto } from "#lib/contract/people/providers.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { hasOtherWay, type WaysIn } from "./other-ways.ts";

type Link = WaysIn["accounts"][number];

export function toLinkedProviderDto(
  { id, provider, issuer, createdAt }: Link,
  {
    ways,
    config,
    host,
  }: { ways: WaysIn; config: Pick<Config, "providers" | "allowsPasswords">; host: string | null },
): LinkedProviderDto {
  const configured = listProviders(config.providers).find((one) => one.issuer === issuer);
  return {
    id,
    provider,
    name: configured?.label ?? provider,
    linkedAt: createdAt.toISOString(),
    canUnlink: hasOtherWay({ ways, removedId: id, config, host }),
  };
}
