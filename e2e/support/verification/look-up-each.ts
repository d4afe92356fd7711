import type { createSharedLookUp } from "#lib/verification/record/shared-look-up.ts";

/**
 * Looks up every unknown key immediately and separately. For tests that do not follow changes, where every unknown key would
 * otherwise wait for a shared read.
 */
export const lookUpEach: typeof createSharedLookUp = () => ({ mayExist: async () => true });
