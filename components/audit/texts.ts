import { formatCount, formatCountOf } from "#components/ui/format/format-count.ts";

/** The texts of the audit log page. The event sentences are in describe-event.ts. */
export const auditTexts = {
  title: "Audit log",
  intro: "A record of every change made in this team.",
  notAllowed: {
    title: "Only admins and owners can see the audit log",
    text: (managers: string) => `Ask ${managers} for access.`,
  },
  filters: {
    label: "Filter the audit log",
    search: "Search the audit log",
    placeholder: "Name, action or IP address",
    partOfKey: "This looks like a secret. Find its key with the search in the sidebar.",
    actor: "Member",
    anyone: "Any member",
    action: "Type",
    anything: "Any type",
    groups: {
      "key.": "Keys",
      "member.": "Members",
      "invitation.": "Invitations",
      "environment.": "Environments",
      "permission.": "Permissions",
      "team.": "Team",
      "fhir_server.": "FHIR servers",
      "worker.": "AI workers",
      "app.": "Apps",
      "app_secret.": "App secrets",
      "app_grant.": "App authorizations",
    },
    range: "Date",
    ranges: {
      "": "Any time",
      today: "Today",
      "7d": "Last 7 days",
      "30d": "Last 30 days",
      month: "This month",
      custom: "Custom",
    },
    from: "From",
    to: "To",
    zone: (name: string) => `Dates and times in ${name}`,
    target: (id: string) => `Only events about ${id}`,
    apply: "Apply filters",
    clear: "Clear filters",
  },
  search: {
    partly: "Searched back to",
    all: "Every event within these filters was searched.",
  },
  list: "Events, newest first",
  sealedUpTo: {
    before: "Events up to",
    after: "were exported and removed. An administrator of this console has the file.",
  },
  empty: {
    title: "No results",
    text: "Try other words, another member, type or date, or clear the filters.",
  },
  nothingYet: {
    title: "No results so far",
    text: "The events searched up to now don't match. Search older events, or choose a shorter time.",
  },
  details: {
    changes: "Changes",
    from: "Before",
    to: "After",
    field: "Field",
    none: "No changes recorded.",
    id: "Event ID",
    at: "Time",
    address: "IP address",
    agent: "User agent",
    request: "Request ID",
    hash: "Hash",
    seq: "Sequence number",
    unknown: "unknown",
    onlyAbout: "Show all events about this",
  },
  export: {
    label: "Export",
    csv: "CSV, for spreadsheets",
    jsonl: "JSON Lines, for programs",
    failed: "The export failed",
  },
  verify: {
    label: "Check integrity",
    checking: "Checking every event…",
    intact: "No event was changed",
    intactText: (events: number) =>
      events === 0
        ? "The log has no events yet."
        : `${formatCountOf(events, "event")} checked, from the first to the newest. None was changed, removed, inserted or moved.`,
    laterText: (events: number) =>
      `${formatCountOf(events, "later event")} checked. None was changed, removed, inserted or moved.`,
    unverifiedUpTo: "Not checked: earlier events, up to",
    unverified: {
      sealed: "They were exported and removed. Check them with their file.",
      secret_lost: "The AUDIT_SECRET that they were written with is lost.",
    },
    hash: "Hash of the newest event",
    copyHash: "Copy hash",
    head: "Save this hash somewhere else. With it you can check later that the log wasn't rewritten as a whole.",
    howToCheck: "How to check a saved hash",
    broken: "The log was changed",
    brokenText: (seq: number) => `Event ${formatCount(seq)} was changed after it was written.`,
    next: (intact: number) =>
      intact === 0
        ? "Tell an administrator of this console. Every event looks changed if AUDIT_SECRET isn't the one the log was written with."
        : `${formatCountOf(intact, "earlier event")} ${intact === 1 ? "is" : "are"} intact. Tell an administrator of this console.`,
    reasons: {
      missing: "An event is missing or was inserted.",
      altered: "The event was changed.",
      personal_altered: "Its IP address or names were changed.",
      unlinked: "It doesn't follow the previous event.",
      cut_off: "The newest events are missing.",
      head_unknown: "The saved hash isn't in the log.",
      secret_unknown: "It was written with an AUDIT_SECRET that isn't set.",
      checkpoint_altered: "The record of removed events was changed.",
    },
    failed: "The audit log couldn't be checked",
    close: "Close the result",
  },
  pager: { label: "Pages", first: "Newest", next: "Older", nextSearch: "Search older events" },
} as const;
