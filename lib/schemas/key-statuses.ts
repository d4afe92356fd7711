/** A key has one of these; apart from the schemas, so that a page which only names them loads no zod. */
export const keyStatuses = ["active", "rotating", "disabled", "expired", "revoked"] as const;
