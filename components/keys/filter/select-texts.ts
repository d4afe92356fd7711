/** Texts of the selects of the filter bar, which are built on the server: the browser does not load them. */
export const selectTexts = {
  environment: "Environment",
  status: "Status",
  owner: "Owner",
  permission: "Permission",
  allEnvironments: "All environments",
  allStatuses: "All statuses",
  current: "Not expired or deleted",
  allPermissions: "All permissions",
  allOwners: "All owners",
  sort: "Sort",
  sorts: {
    "": "Newest first",
    name: "Name",
    "-requests": "Most requests",
    "-lastUsedAt": "Last used",
    expiresAt: "Expires first",
  },
} as const;
