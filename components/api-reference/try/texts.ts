/** Texts of the form that sends a request. */
export const tryTexts = {
  open: "Try it",
  title: "Try it",
  loading: "Loading…",
  key: "API key",
  keyHint:
    "Kept only in this page's memory until you leave it. Requests are real and use the key's permissions.",
  required: "required",
  bodyLabel: "Request body",
  send: "Send",
  changes: "This request changes data.",
  unreachable: "Can't reach the console. Check your connection and try again.",
  malformedKey: "The key contains invalid characters.",
  missing: (name: string) => `${name} is required.`,
  outcome: (status: number, durationMs: number) => `${status} in ${durationMs} ms`,
  response: "Response",
  requestId: "Request ID",
  remaining: "Requests left this minute",
} as const;
