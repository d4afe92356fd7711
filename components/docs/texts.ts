/** The quick start. Addresses and limits are this console's own. */
export const docsTexts = {
  title: "Quick start",
  intro: "From nothing to a working call in about a minute.",
  back: "To the console",
  navigation: "Guides",
  search: {
    label: "Search",
    found: (count: number) => (count === 0 ? "Nothing found" : `${count} found`),
  },
  getKey: {
    title: "1. Get a key",
    text: "Go to Settings, API Keys, and press Generate New Key. Give it a name and copy the secret: it is shown this once. Keep it where your program reads its secrets, never in the repository.",
  },
  call: {
    title: "2. Call",
    text: "Send the key in the Authorization header, or as X-API-Key. This asks who the key is and what it may do:",
    also: "A key in the address is refused: addresses end up in logs.",
    list: "And this lists the AI workers of the key's team and environment:",
  },
  rotate: {
    title: "3. Rotate",
    text: "Rotate gives the key a new secret, while the old one works on for a grace period: 24 hours unless you choose otherwise. Move your programs over, then finish the rotation. The key's id, name and permissions stay as they are.",
    secret: "By program, as a key that may write keys:",
  },
  limits: {
    title: "Limits",
    text: (perMinute: string, per10Seconds: string) =>
      `A key may make ${perMinute} requests a minute and ${per10Seconds} in any window of 10 seconds, unless it was given limits of its own. Every answer says what is left in X-RateLimit-Remaining; a 429 says in Retry-After how many seconds to wait.`,
  },
  errors: {
    title: "Errors",
    text: "Every error has one form: a code for programs and a message for people. X-Request-Id finds it in the console's log.",
    columns: { status: "Status", code: "Code", meaning: "What to do" },
    rows: [
      { status: "400", code: "invalid_request", meaning: "Mend what the message and its details name." },
      { status: "401", code: "unauthorized", meaning: "The key is missing, wrong, expired or revoked." },
      {
        status: "403",
        code: "forbidden",
        meaning: "The key works, but lacks the permission or environment.",
      },
      { status: "404", code: "not_found", meaning: "It does not exist, or belongs to another team." },
      { status: "409", code: "conflict", meaning: "Read the current state, then decide again." },
      { status: "429", code: "rate_limit_exceeded", meaning: "Wait for Retry-After seconds." },
      { status: "503", code: "service_unavailable", meaning: "Try again after Retry-After seconds." },
    ],
  },
  reference: {
    title: "Reference",
    text: "Every call, field and code, as an OpenAPI 3.1 document:",
  },
} as const;
