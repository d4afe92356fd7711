import type { passwordCost as productCost } from "#lib/auth/credentials/password-cost.ts";

/**
 * Replaces password-cost.ts in the integration tests (vitest.config.ts), which compute hundreds of hashes, each of
 * them for 50 ms with the parameters of the product. password-hash.test.ts tests those.
 */
export const passwordCost = { memory: 64, passes: 1, parallelism: 1 } satisfies Record<
  keyof typeof productCost,
  number
>;
