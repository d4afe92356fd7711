/** The columns that can be hidden. The name and the menu always stay. */
export const hideableColumns = ["status", "environment", "requests", "lastUsed", "expires", "owner"] as const;
