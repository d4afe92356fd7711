import { listProviders } from "#lib/auth/providers/providers.ts";
import type { LinkedProviderDto } from "#lib/contract/people/providers.ts";
import { hasOtherWay, type Removal, type WaysIn } from "./other-ways.ts";

type Link = WaysIn["accounts"][number];

export function toLinkedProviderDto(
  { id, provider, issuer, createdAt }: Link,
  { ways, config, host }: Omit<Removal, "removedId">,
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
