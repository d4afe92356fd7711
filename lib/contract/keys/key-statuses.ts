/** The statuses of a key. Kept apart from the schemas, so that pages that only need these do not load zod. */
export const keyStatuses = ["active", "rotating", "disabled", "expired", "revoked"] as const;
