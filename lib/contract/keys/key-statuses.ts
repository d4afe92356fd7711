/** The statuses of a key. Kept apart from the schemas, so that pages that only need these do not load zod. */
export const keyStatuses = ["active", "rotating", "disabled", "expired", "revoked"] as const;

/** The statuses of keys that are neither expired nor deleted, as the list's query names them. Counts of keys mean these. */
export const currentStatuses = "active,rotating,disabled";
