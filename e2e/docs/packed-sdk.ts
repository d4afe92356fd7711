import type { PackedSdk } from "#e2e/support/servers/packed-sdk.ts";

/** The packed SDK in an empty project that all tests share (global-setup.ts). Files placed there need unique names. */
export function getPackedSdk(): PackedSdk {
  return JSON.parse(process.env.E2E_PACKED_SDK ?? "null");
}
