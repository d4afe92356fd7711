import { countOf } from "#lib/domain/common/count-of.ts";

const mask = "[redacted]";

/** Fields whose value is always a credential. Compared in lowercase without `-` and `_`. */
const secretField = /passw(or)?d|passphrase|secret|token|authori[sz]ation|cookie|apikey|credential|^auth$/;

/** Exceptions: fields of these names hold an id, a time, a count, or whether a credential exists. */
const harmlessField = /(ids?|at|count|type|shown|hint|seconds|status)$/;

function isSecretField(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[-_]/g, "");
  return secretField.test(plain) && !harmlessField.test(plain);
}

// Each pattern is linear (scripts/regular-expressions.test.ts). Quotes can be escaped inside text.
const patterns: readonly [pattern: RegExp, replacement: string][] = [
  // API keys, apps' secrets, and tokens of directories and apps, also truncated or with extra characters.
  [/bet?(?:_|%5f)(?:(?:scim|app)(?:_|%5f))?[0-9A-Za-z]{16,}/gi, `be_${mask}`],
  // In JSON, a line break before the word looks like the letter n.
  [/(?:\b|(?<=\\[nrt]))(Bearer|Basic|Digest|Negotiate) +[^\s"'\\,]+/gi, `$1 ${mask}`],
  [
    /(\/(?:invitations|password-resets?|reset-password|verify-email|confirm-email|unsubscribe|unsubscriptions)\/)[^/?#\s"'\\]+/gi,
    `$1${mask}`,
  ],
  // name=value in cookies, forms and query strings.
  [
    /((?:passw(?:or)?d|secret|token|api[-_]?key|code_verifier|authorization|set-cookie|cookie)(?:\.\d+)?(?:=|%3D))[^\s&;"'\\]+/gi,
    `$1${mask}`,
  ],
  // "name": "value" in JSON inside text.
  [
    /((?:passw(?:or)?d|secret|token|api[-_]?key|authorization|cookie)\\*["']\s{0,4}:\s{0,4}\\*["'])[^"'\\]+/gi,
    `$1${mask}`,
  ],
  // The password in a URL such as DATABASE_URL.
  [/(:\/\/[^\s/:@"'\\]*:)[^\s/@"'\\]+@/g, `$1${mask}@`],
];

/** A JSON web token starts with an encoded `{"`, and its header has at least this many characters. */
const webTokenStart = "eyJ";
const minWebTokenHeader = 11;

/**
 * Masks the JSON web token, signed or encrypted, in a run of letters, digits, `-`, `_` and `.`. Not a regular expression:
 * it would search for the dot again from every `eyJ`.
 */
function redactWebToken(run: string): string {
  let start = run.indexOf(webTokenStart);
  let dot = run.indexOf(".");
  while (start !== -1 && dot !== -1) {
    if (dot < start) dot = run.indexOf(".", start);
    else if (dot - start >= minWebTokenHeader) return run.slice(0, start) + mask;
    else start = run.indexOf(webTokenStart, start + 1);
  }
  return run;
}

function redactPlain(text: string): string {
  let redacted = text.includes(webTokenStart) ? text.replace(/[\w.-]{12,}/g, redactWebToken) : text;
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

/** Masks a secret in a percent-encoded word, even if it was encoded several times. */
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

/** Masks everything that looks like a credential. A serialized JSON line stays valid JSON. */
export function redactText(text: string): string {
  const redacted = redactPlain(text);
  if (!redacted.includes("%")) return redacted;
  return redacted
    .split(/([\s"'\\]+)/)
    .map((word) => (word.includes("%") ? redactEncodedWord(word) : word))
    .join("");
}

/** Also percent-encoded. Before it can be an escaped character of JSON, which must stay whole. */
const emailAddress =
  /(\\(?:u[\da-f]{4}|.))?[\p{L}\p{N}_.+-]{1,64}(?:@|%40)(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}/giu;

/**
 * Masks what looks like an email address in a serialized JSON line, which stays valid. Errors of libraries and of the database
 * repeat values.
 */
export function redactEmailAddresses(line: string): string {
  return /@|%40/.test(line)
    ? line.replace(emailAddress, (_, escaped: string | undefined) => `${escaped ?? ""}${mask}`)
    : line;
}

const maxDepth = 8;

/** Longer text in a field comes from clients, who could otherwise fill the log. */
const maxTextLength = 256;

const maxFrames = 30;

/** Fields of the database driver's errors that repeat values: of the row, and written in a statement. */
const driverValues = new Set(["detail", "hint", "where", "internalQuery"]);

/** A statement without values (maskValues), which has a length limit of its own and contains nothing from clients. */
const statementField = "statement";

function shorten(text: string): string {
  return text.length <= maxTextLength ? text : `${text.slice(0, maxTextLength)}… (${text.length} characters)`;
}

/** Where an error was thrown, without its message, which can contain a client's text. */
function listFrames(stack: string): string {
  const frames = stack.split("\n").filter((line) => line.startsWith("    at "));
  return frames.slice(0, maxFrames).map(shorten).join("\n");
}

/**
 * The name of an error's class. Many classes keep the name `Error`, and the driver's is `error`. A minified name says
 * less than that.
 */
function nameClass(error: Error): string {
  const { name } = error;
  const className = error.constructor.name;
  const isPlain = name === "" || name.toLowerCase() === "error";
  return isPlain && /^[A-Z]\w{3,}$/.test(className) ? className : name;
}

/** Prisma shows the whole call with its values, and at the end what is wrong with it. */
function readMessage({ name, message }: Error): string {
  return name === "PrismaClientValidationError" ? (message.trimEnd().split("\n").at(-1) ?? "") : message;
}

function describeError(error: Error, depth: number): Record<string, unknown> {
  const { name: _name, message: _message, stack, cause, ...rest } = error;
  const isDriverError = "severity" in rest && "code" in rest;
  const details = Object.entries(rest).filter(([name]) => !(isDriverError && driverValues.has(name)));
  return {
    ...redactRecord(Object.fromEntries(details), depth),
    type: shorten(nameClass(error)),
    message: shorten(readMessage(error)),
    ...(stack === undefined ? {} : { stack: listFrames(stack) }),
    ...(cause === undefined ? {} : { cause: redactValue(cause, depth + 1) }),
  };
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "string") return shorten(value);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (depth >= maxDepth) return "[too deep]";
  if (value instanceof Error) return describeError(value, depth);
  if (value instanceof Uint8Array) return `[${countOf(value.length, "byte")}]`;
  if (value instanceof Map) return redactRecord(Object.fromEntries(value), depth);
  if (value instanceof Set) return [...value].map((item) => redactValue(item, depth + 1));
  // Lists of headers are flat: name, value, name, value.
  if (Array.isArray(value)) {
    return value.map((item, i) => {
      const before: unknown = value[i - 1];
      return typeof before === "string" && isSecretField(before) ? mask : redactValue(item, depth + 1);
    });
  }
  return redactRecord(value, depth);
}

function redactRecord(record: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      isSecretField(name) && value !== null && value !== undefined && typeof value !== "boolean"
        ? mask
        : name === statementField && typeof value === "string"
          ? value
          : redactValue(value, depth + 1),
    ]),
  );
}

/** A copy of a log line's fields in which credentials are masked by field name, at any depth, and long text is cut. */
export function redactFields(fields: object): Record<string, unknown> {
  return redactRecord(fields, 0);
}
