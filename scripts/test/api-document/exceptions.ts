/** Where a rule of Spectral's OWASP set does not hold for us, and why. One that nothing needs any more fails the lint. */
export interface LintException {
  rule: string;
  /** Matches the places, written `paths./keys.get`. */
  at: RegExp;
  reason: string;
}

const answers = /^components\.(schemas|responses|headers)\.|\.responses\./;
const probes = /^paths\.\/(livez|healthz|readyz|metrics)\./;

function except(rules: readonly string[], at: RegExp, reason: string): LintException[] {
  return rules.map((rule) => ({ rule: `owasp:${rule}`, at, reason }));
}

export const exceptions: readonly LintException[] = [
  ...except(
    ["api4:2023-array-limit", "api4:2023-string-limit", "api4:2023-string-restricted"],
    answers,
    "Limits protect whoever reads what others send. What we answer was bounded when it came in; a bound here would only break readers on the day it grows. Requests keep the rule.",
  ),
  ...except(
    ["api4:2023-rate-limit"],
    answers,
    "The rule takes exactly one family of headers. Every answer carries both X-RateLimit-* and RateLimit, which a test of each route holds us to.",
  ),
  ...except(
    [
      "api4:2023-rate-limit-responses-429",
      "api8:2023-define-error-responses-401",
      "api8:2023-define-error-responses-500",
      "api8:2023-define-error-validation",
    ],
    probes,
    "Probes and scrapes take no input and must be answered when all else is refused; a 401 of /metrics is documented.",
  ),
  ...except(
    ["api8:2023-define-cors-origin"],
    /^paths\.\/(livez|healthz|readyz|metrics)\.|^components\.responses\.HeadersTooLarge\./,
    "No page of another origin may read these: they never carry the header.",
  ),
  ...except(
    ["api2:2023-read-restricted"],
    /^paths\.\/(openapi\.json|livez|healthz|readyz)\.get\.security$/,
    "Meant for everybody: this document, and probes, which have no credential.",
  ),
  ...except(
    ["api2:2023-write-restricted"],
    /^paths\.\/users\.post\.security$/,
    "Who creates an account has no credential yet. Sign-up is limited by address and can be closed.",
  ),
  ...except(
    ["api2:2023-no-http-basic"],
    /^components\.securitySchemes\.clientCredentials\.scheme$/,
    "OAuth 2.0 clients that introspect may authenticate in no other way (RFC 6749, section 2.3.1). What they send is a key of 238 random bits, not a password, and only over HTTPS.",
  ),
  ...except(
    ["api2:2023-no-credentials-in-url"],
    /^paths\.\/keys\/\{id\}\/usage\.get\.parameters\.\d+\.name$/,
    "`secretId` is the public id of one of a key's secrets. The secret itself is in no address.",
  ),
];
