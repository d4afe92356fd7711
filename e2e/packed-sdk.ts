import type { PackedSdk } from "#lib/testing/packed-sdk.ts";

/** The packed SDK in its empty project, which global-setup.ts made for all tests: a file put there needs a name of its own. */
export function getPackedSdk(): PackedSdk {
  return JSON.parse(process.env.E2E_PACKED_SDK ?? "null");
}
