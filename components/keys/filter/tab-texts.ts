/** Texts of the tabs and quick filters, which are rendered on the server: the browser does not load them. */
export const tabTexts = {
  tabs: {
    label: "Lists of keys",
    active: "Active",
    inactive: "Inactive",
    all: "All",
    titles: {
      active: "Keys that work",
      inactive: "Keys that are rejected: disabled, expired or deleted, or with a suspended owner",
      all: "All keys of the team",
    },
  },
  quickFilters: {
    label: "Quick filters",
    expiring: "Expiring soon",
    unused: "Unused",
    rejected: "Rejected requests",
    ownerSuspended: "Owner suspended",
    titles: {
      expiring: "Active keys that expire within 14 days",
      unused: "Active keys that weren't used for 90 days, or never in their first 7 days",
      rejected: "Keys with rejected requests in the last 7 days",
      ownerSuspended: "Keys that are rejected until their owner is reinstated or replaced",
    },
  },
} as const;
