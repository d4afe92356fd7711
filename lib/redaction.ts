const mark = "[redacted]";

/** Fields whose value is a credential whatever it looks like; compared in lower case without `-` and `_`. */
const secretField = /passw(or)?d|passphrase|secret|token|authori[sz]ation|cookie|apikey|credential|^auth$/;

/** What such a field may still tell: an id, a time, a count, or whether there is one. */
const harmlessField = /(ids?|at|count|type|shown|hint|seconds|status)$/;

function isSecretField(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[-_]/g, "");
  return secretField.test(plain) && !harmlessField.test(plain);
}

// Each pattern is linear: one run of a character class, then something outside it. Inside text a quote may stand escaped.
const patterns: readonly [pattern: RegExp, replacement: string][] = [
  // Our keys, also cut short or with a character too many.
  [/be(?:_|%5f)[0-9A-Za-z]{16,}/gi, `be_${mark}`],
  [/\b(Bearer|Basic|Digest|Negotiate) +[^\s"'\\,]+/gi, `$1 ${mark}`],
  // JSON web tokens, signed or encrypted: their header is always an encoded `{"`.
  [/\beyJ[\w-]{8,}(?:\.[\w-]*)+/g, mark],
  [/(\/(?:invitations|password-resets?|reset-password|verify-email)\/)[^/?#\s"'\\]+/gi, `$1${mark}`],
  // name=value of cookies, forms and query strings.
  [
    /((?:passw(?:or)?d|secret|token|api[-_]?key|code_verifier|authorization|set-cookie|cookie)(?:\.\d+)?(?:=|%3D))[^\s&;"'\\]+/gi,
    `$1${mark}`,
  ],
  // "name": "value" of JSON inside a text.
  [
    /((?:passw(?:or)?d|secret|token|api[-_]?key|authorization|cookie)\\*["']\s{0,4}:\s{0,4}\\*["'])[^"'\\]+/gi,
    `$1${mark}`,
  ],
  // The password of an address such as DATABASE_URL.
  [/(:\/\/[^\s/:@"'\\]*:)[^\s/@"'\\]+@/g, `$1${mark}@`],
];

function redactPlain(text: string): string {
  let redacted = text;
  for (const [pattern, replacement] of patterns) redacted = redacted.replace(pattern, replacement);
  return redacted;
}

function decodeOrNull(word: string): string | null {
  try {
    return decodeURIComponent(word);
  } catch {
    return null;
  }
}

/** A word that hides a secret behind percent-encoding loses it too, however often it was encoded. */
function redactEncodedWord(word: string): string {
  let decoded: string | null = word;
  for (let round = 0; round < 3 && decoded?.includes("%"); round++) {
    decoded = decodeOrNull(decoded);
    if (decoded === null) return word;
    const redacted = redactPlain(decoded);
    if (redacted !== decoded) return encodeURI(redacted);
  }
  return word;
}

/** The same text without anything that looks like a credential. A serialised JSON line stays valid JSON. */
export function redactText(text: string): string {
  const redacted = redactPlain(text);
  if (!redacted.includes("%")) return redacted;
  return redacted
    .split(/([\s"'\\]+)/)
    .map((word) => (word.includes("%") ? redactEncodedWord(word) : word))
    .join("");
}

const deepest = 8;

function describeError(error: Error, depth: number): Record<string, unknown> {
  const { name, message, stack, cause, ...rest } = error;
  return {
    ...redactRecord(rest, depth),
    type: name,
    message,
    stack,
    ...(cause === undefined ? {} : { cause: redactValue(cause, depth + 1) }),
  };
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (depth >= deepest) return "[too deep]";
  if (value instanceof Error) return describeError(value, depth);
  if (value instanceof Uint8Array) return `[${value.length} bytes]`;
  if (value instanceof Map) return redactRecord(Object.fromEntries(value), depth);
  if (value instanceof Set) return [...value].map((item) => redactValue(item, depth + 1));
  // Header lists are flat: name, value, name, value.
  if (Array.isArray(value)) {
    return value.map((item, i) => {
      const before: unknown = value[i - 1];
      return typeof before === "string" && isSecretField(before) ? mark : redactValue(item, depth + 1);
    });
  }
  return redactRecord(value, depth);
}

function redactRecord(record: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      isSecretField(name) && value !== null && value !== undefined && typeof value !== "boolean"
        ? mark
        : redactValue(value, depth + 1),
    ]),
  );
}

/** A copy of a log line's fields in which every field named like a credential is masked, at any depth. */
export function redactFields(fields: object): Record<string, unknown> {
  return redactRecord(fields, 0);
}
