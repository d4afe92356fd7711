import type { ProvisioningTokenDto } from "#lib/contract/instance/provisioning.ts";
import type { ProvisioningToken } from "#lib/platform/db/generated/client.ts";

export function toTokenDto(token: ProvisioningToken): ProvisioningTokenDto {
  return {
    id: token.id,
    name: token.name,
    hint: token.hint,
    createdAt: token.createdAt.toISOString(),
    lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
  };
}
