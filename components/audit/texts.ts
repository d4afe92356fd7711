/** "Ada", "Ada or Grace", "Ada, Grace or Alan". */
function listNames(names: readonly string[]): string {
  return new Intl.ListFormat("en", { type: "disjunction" }).format(names);
}

/** What the audit log's page says, its sentences aside. */
export const auditTexts = {
  title: "Audit log",
  intro: "Every change anyone made in this team, written together with the change itself.",
  notAllowed: {
    title: "The audit log is for admins and owners",
    text: (names: readonly string[]) =>
      names.length === 0 ? "Ask an admin of the team." : `Ask ${listNames(names)}.`,
  },
  filters: {
    label: "Filter the audit log",
    actor: "Who",
    anyone: "Anyone",
    action: "What",
    anything: "Anything",
    groups: {
      "key.": "Keys",
      "member.": "Members",
      "invitation.": "Invitations",
      "environment.": "Environments",
      "permission.": "Permissions",
      "team.": "Team",
      "fhir_server.": "FHIR servers",
      "worker.": "AI workers",
    },
    from: "From",
    to: "To",
    target: (id: string) => `Only about ${id}`,
    apply: "Apply",
    clear: "Clear filters",
  },
  list: "Events, newest first",
  empty: { title: "No event matches", text: "Try another person or time, or clear the filters." },
  details: {
    changes: "What changed",
    from: "Before",
    to: "After",
    field: "Field",
    none: "Nothing beyond the sentence.",
    empty: "empty",
    id: "Event",
    at: "At",
    address: "Address",
    agent: "Program",
    request: "Request",
    hash: "Link in the chain",
    seq: "Number",
    unknown: "unknown",
    onlyAbout: "Everything about this",
  },
  export: {
    label: "Export",
    csv: "CSV",
    jsonl: "JSON Lines",
    failed: "The export did not work",
  },
  verify: {
    label: "Verify",
    whole: (events: number) =>
      `Whole: all ${new Intl.NumberFormat("en").format(events)} events are as they were written.`,
    head: "Note this head elsewhere: a later rewriting of history would show against it.",
    broken: (seq: number) => `Broken at event ${seq}: the log is not the one that was written.`,
    reasons: {
      missing: "An event is missing, or one was put in.",
      altered: "The event was altered.",
      personal_altered: "Its address or names were altered.",
      unlinked: "It does not follow the event before it.",
      cut_off: "The newest events are gone.",
      head_unknown: "The head that was noted is not in it.",
    },
    failed: "Verifying did not work",
  },
  pager: { label: "Pages", first: "Newest", next: "Older" },
} as const;
