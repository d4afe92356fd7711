import { formatCount, formatCountOf } from "#components/ui/format/format-count.ts";
import type { RequestCheckDto, RequestDto } from "#lib/contract/keys/requests.ts";
import { outcomeTexts } from "./outcome-texts.ts";

const endpoints: Readonly<Record<RequestDto["endpoint"], string>> = {
  auth: "Proxy (/auth)",
  verify: "Service (/keys/verify)",
  introspect: "Service (/oauth/introspect)",
};

const checks: Readonly<Record<RequestCheckDto["name"], string>> = {
  request: "Request",
  key: "Key",
  status: "Status",
  expiry: "Expiry",
  address: "IP address",
  environment: "Environment",
  permissions: "Permission",
  resource: "Resource",
  rate_limit: "Rate limit",
};

const verdicts: Readonly<Record<RequestCheckDto["verdict"], string>> = {
  passed: "Passed",
  failed: "Failed",
  not_requested: "Not requested",
  not_reached: "Not checked",
};

function formatDays(days: number): string {
  return days === 1 ? "24 hours" : `${days} days`;
}

export const requestTexts = {
  title: "Requests",
  intro: (days: number) =>
    `Requests with this team's keys and apps in the last ${formatDays(days)}: rejected ones, and samples of accepted ones.`,
  list: "Requests",
  outcomes: outcomeTexts,
  endpoints,
  columns: {
    time: "Time",
    outcome: "Outcome",
    key: "Key or app",
    permission: "Permission",
    address: "IP address",
    service: "Service",
    requestId: "Request ID",
  },
  none: "—",
  proxy: "Proxy",
  environment: "Environment",
  more: (count: number) => `+${formatCount(count)} in the same minute`,
  copyId: "Copy request ID",
  filters: {
    label: "Filter requests",
    search: "Request ID or IP address",
    notFindable: "Enter a request ID, which starts with req_, or an IP address.",
    outcome: "Outcome",
    all: "All",
    accepted: "Accepted",
    rejected: "Rejected",
    reason: "Reason",
    anyReason: "All reasons",
    environment: "Environment",
    anyEnvironment: "All environments",
    key: "Key",
    app: "App",
    address: "IP address",
    remove: (what: string) => `Remove the filter: ${what}`,
    clear: "Clear filters",
    scope: "Keys and apps",
    team: "This team",
    unknown: "Unknown keys",
  },
  unknownIntro:
    "Requests to this console without a known key, from all teams. Only administrators of this console see them.",
  pager: { label: "Pages of requests", newest: "Newest", older: "Older" },
  sampling: (days: number) =>
    `For each key or app and minute: the first 10 rejected requests of each reason, and at most 1 accepted one. Kept for ${formatDays(days)}.`,
  unknownSampling: (days: number) =>
    `For each IP address and minute: the first 10 requests of each reason. Kept for ${formatDays(days)}.`,
  dropped: (count: number) =>
    `${formatCountOf(count, "rejected request")} ${count === 1 ? "is" : "are"} missing because there were too many at once, last around`,
  guide: "How requests are recorded",
  guidePath: "/docs/requests",
  empty: {
    title: "No requests yet",
    text: "When a key or an app's token is used, its requests appear here within a few seconds.",
    unknown: "Requests without a known key appear here within a few seconds.",
    action: "Send the first request",
  },
  noMatch: { title: "No matching requests", text: "No recorded request matches these filters." },
  off: {
    title: "Requests are not recorded",
    text: "The operator of this console has turned the request log off (REQUEST_LOG_DAYS is 0). Usage is still counted on the page of each key and app.",
  },
  notFound: {
    title: "Request not found",
    subtitle: "No recorded request of this team has this ID",
    text: "Possible reasons:",
    reasons: [
      "It is older than the log.",
      "It was accepted, or many others were rejected for the same reason in that minute: then only samples are recorded.",
      "The secret or token doesn't belong to a key or an app of this team. Administrators of this console can see such requests.",
      "It didn't verify a key or a token. Only requests to /auth, /keys/verify and /oauth/introspect are recorded.",
      "It was sent a few seconds ago. Reload the page.",
    ],
    back: "All requests",
  },
  explanation: {
    rejected: "Why was this request rejected?",
    accepted: "Why was this request accepted?",
    checks: "Checks, in the order they are made",
    checkNames: checks,
    verdicts,
    advice: "How to fix it",
    nothingToFix: "Nothing to fix",
    acceptedAdvice: "Every check passed.",
    ofKey: {
      name: "Key",
      changed: "The key was changed after this request. The checks show what it had then.",
      open: "Open the key",
      change: "Change the key",
    },
    ofApp: {
      name: "App",
      changed: "The app was changed after this request. The checks show what its token had then.",
      // People who can change keys can't always change apps.
      open: "Open the app",
      change: "Open the app",
    },
    token: "Token",
    copy: "Copy details",
    similar: (count: number) =>
      `${formatCountOf(count, "request")} had the same outcome in the last 24 hours.`,
    showSimilar: "Show them",
    facts: {
      outcome: "Outcome",
      time: "Time",
      environment: "Environment",
      address: "IP address",
      verifiedBy: "Verified by",
      requestId: "Request ID",
      asked: "Requested permissions",
      resource: "Requested resource",
      more: "In the same minute",
    },
    unknownAddress: "Not sent",
    moreLike: (count: number) => `${formatCountOf(count, "more request")} like this`,
  },
  inTab: {
    none: "No recorded requests with this key.",
    noneOfApp: "No recorded requests with this app's tokens.",
    all: "Filter and search all requests",
  },
} as const;
