import { formatCount, formatCountOf } from "#components/ui/format/format-count.ts";

const periods = { "24h": "24 hours", "7d": "7 days", "30d": "30 days", "90d": "90 days" } as const;

type Range = keyof typeof periods;

/** The texts of the overview page. */
export const overviewTexts = {
  title: "Overview",
  start: {
    intro: "Generate a key and send one request with it. Then this page shows how your keys are used.",
    preview: "Requests over time",
    previewText: "Usage appears here within seconds of the first request.",
    learn: "Learn more",
    guides: [
      { href: "/docs/quick-start", title: "Quick start", text: "From a key to a request in 5 minutes" },
      { href: "/docs/permissions", title: "Permissions", text: "Give a key only what it needs" },
      { href: "/docs/rotation", title: "Rotation", text: "Replace a secret without downtime" },
    ],
  },
  tiles: {
    requests: "Requests",
    rejected: "Rejected",
    active: "Active keys",
    expiring: "Expiring in 14 days",
    fromBefore: (range: Range) => `vs. ${periods[range]} before`,
    nothingBefore: (range: Range) => `No requests in the ${periods[range]} before`,
    noRequests: "No requests",
    next: "Next:",
    noneExpire: "No key expires soon",
  },
  chart: "Requests over time",
  topKeys: {
    title: "Top keys",
    key: "Key",
    week: "7 days",
    requests: "Requests",
    rejected: "Rejected",
    none: "No requests in this period.",
    viewAll: "View all keys",
    withReason: (reason: string) => `Keys with: ${reason}`,
    clear: "Show all keys",
  },
  reasons: {
    title: "Top reasons for rejection",
    reason: "Reason",
    share: "Share of rejected requests",
    requests: "Requests",
    keys: "Keys",
    none: "No request was rejected in this period.",
    keysWith: (count: number) => formatCountOf(count, "key"),
  },
  environments: {
    title: "By environment",
    environment: "Environment",
    requests: "Requests",
    rejected: "Rejected",
    none: "No requests in this period.",
  },
  attention: {
    title: "Needs attention",
    shown: (shown: number, total: number) => `${formatCount(shown)} of ${formatCount(total)}`,
    viewAll: "View all",
    viewLess: "Show fewer",
    none: "Nothing right now. Keys that expire within 14 days, are unused 7 days after they were generated, are still used with their previous secret, or lost access to team management appear here.",
    expiring: "Expires",
    old_secret_used: "Previous secret still used, stops working",
    never_used: "Never used, generated",
    cannot_manage:
      "Lost access to team management. Select members:write or team:write to restore it. Last used for this",
  },
  activity: {
    title: "Recent activity",
    viewAll: "View audit log",
    none: "No activity yet.",
    notAllowed: "Only admins and owners can see recent activity.",
  },
} as const;
