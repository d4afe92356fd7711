import type { ProvisioningDto } from "#lib/contract/instance/provisioning.ts";
import { getConsoleAddress } from "#lib/platform/settings/console-address.ts";
import { authorizeInstanceOwner } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { readKeysAtOffboarding } from "./keys-at-offboarding.ts";
import { toTokenDto } from "./token-dto.ts";

/** GET /instance/provisioning: how a directory connects, its tokens, and how many people and groups it manages. */
export async function readProvisioning(ctx: ServiceContext): Promise<ProvisioningDto> {
  authorizeInstanceOwner(ctx);
  const { prisma } = ctx.runtime.database;
  const tokens = await prisma.provisioningToken.findMany({
    where: { deletedAt: null },
    orderBy: { id: "asc" },
  });
  const { _max: last } = await prisma.provisioningToken.aggregate({ _max: { lastUsedAt: true } });
  return {
    baseUrl: `${getConsoleAddress(ctx.runtime.config)}/scim/v2`,
    tokens: tokens.map(toTokenDto),
    keysAtOffboarding: await readKeysAtOffboarding(prisma),
    people: await prisma.provisionedPerson.count({ where: { endedAt: null } }),
    groups: await prisma.directoryGroup.count(),
    lastRequestAt: last.lastUsedAt?.toISOString() ?? null,
  };
}
