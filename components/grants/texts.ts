/** Texts of the lists of what people let apps do. */
export const grantTexts = {
  statuses: { active: "Active", expired: "Expired", ended: "Ended" },
  on: (server: string) => `Data of ${server}`,
  since: "Since",
  lastUsed: "Last connected",
  notUsed: "Not used yet",
  waiting: "The app hasn't picked up this access yet",
  expires: "Expires",
  expired: "Expired",
  ended: "Ended",
  nothing: "Nothing",
  end: "End access",
  endOf: (name: string) => `End access of ${name}`,
  newer: "First page",
  older: "Next page",
  pages: "Pages",
} as const;
