/**
 * The argon2id parameters that OWASP and ASVS 5.0 list first: 46 MiB, one pass, one lane. In a file of its own, because
 * the integration tests replace it (vitest.config.ts). The unit and browser tests use this one.
 */
export const passwordCost = { memory: 46 * 1024, passes: 1, parallelism: 1 } as const;
