import type { PasskeyDto } from "#lib/contract/people/passkeys.ts";
import type { Passkey } from "#lib/platform/db/generated/client.ts";

/** The name of the product, as browsers show it. */
export const relyingPartyName = "ByteEngine Console";

/** Enough for every device, and a limit for programs that add passkeys again and again. */
export const maxPasskeys = 20;

export function toPasskeyDto(passkey: Passkey): PasskeyDto {
  return {
    id: passkey.id,
    name: passkey.name,
    host: passkey.rpId,
    isSynced: passkey.isBackedUp,
    createdAt: passkey.createdAt.toISOString(),
    lastUsedAt: passkey.lastUsedAt?.toISOString() ?? null,
  };
}
