/**
 * Where a rule of Spectral's OWASP set does not apply, and why. An exception that is no longer needed fails
 * the lint.
 */
export interface LintException {
  rule: string;
  /** Matches the places, for example `paths./keys.get`. */
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
    "Limits protect the receiver of data from others. Response data was already limited when it was received; a limit here would only break clients when it is raised. Requests keep the rule.",
  ),
  ...except(
    ["api4:2023-rate-limit"],
    answers,
    "The rule accepts only one family of headers. Every response carries both X-RateLimit-* and RateLimit, which is tested for each route.",
  ),
  ...except(
    [
      "api4:2023-rate-limit-responses-429",
      "api8:2023-define-error-responses-401",
      "api8:2023-define-error-responses-500",
      "api8:2023-define-error-validation",
    ],
    probes,
    "Probes and scrapes take no input and must be answered even when everything else is rejected; the 401 of /metrics is documented.",
  ),
  ...except(
    ["api8:2023-define-cors-origin"],
    /^paths\.\/(livez|healthz|readyz|metrics)\.|^components\.responses\.HeadersTooLarge\./,
    "Pages of other origins must not read these, so they never carry the header.",
  ),
  ...except(
    ["api2:2023-read-restricted"],
    /^paths\.\/(openapi\.json|livez|healthz|readyz)\.get\.security$/,
    "Public: this document, and probes, which have no credential.",
  ),
  ...except(
    ["api2:2023-read-restricted"],
    /^paths\.\/fhir\/servers\/\{id\}\/fhir\/(metadata|\.well-known\/smart-configuration)\.get\.security$/,
    "Public: FHIR and SMART App Launch let apps read what a server supports before they authenticate.",
  ),
  ...except(
    ["api2:2023-write-restricted"],
    /^paths\.\/users\.post\.security$/,
    "A new user has no credential yet. Sign-up is limited per IP address and can be closed.",
  ),
  ...except(
    ["api2:2023-write-restricted"],
    /^paths\.\/passkeys\/options\.post\.security$/,
    "A person who signs in with a passkey has no credential yet. The challenge says nothing about any account.",
  ),
  ...except(
    ["api2:2023-write-restricted"],
    /^paths\.\/password-resets(\/\{token\})?\.post\.security$/,
    "A person who forgot their password has no other credential than the link that is sent to them.",
  ),
  ...except(
    ["api2:2023-no-credentials-in-url"],
    /^paths\.\/password-resets\/\{token\}\.post\.parameters\.\d+\.name$/,
    "The token works once: this request uses it up. Logs mask it.",
  ),
  ...except(
    ["api2:2023-write-restricted"],
    /^paths\.\/unsubscriptions\/\{token\}\.post\.security$/,
    "Mail programs unsubscribe with one click, without signing in (RFC 8058). The token allows nothing else.",
  ),
  ...except(
    ["api2:2023-no-credentials-in-url"],
    /^paths\.\/unsubscriptions\/\{token\}\.post\.parameters\.\d+\.name$/,
    "RFC 8058 allows only a URL. The token only turns emails of one kind off. Logs mask it.",
  ),
  ...except(
    ["api2:2023-no-http-basic"],
    /^components\.securitySchemes\.clientCredentials\.scheme$/,
    "OAuth 2.0 clients that introspect can authenticate only this way (RFC 6749, section 2.3.1). They send a key of 238 random bits, not a password, and only over HTTPS.",
  ),
  ...except(
    ["api2:2023-no-credentials-in-url"],
    /^paths\.\/keys\/\{id\}\/usage\.get\.parameters\.\d+\.name$/,
    "`secretId` is the public id of one of a key's secrets. The secret itself is never part of a URL.",
  ),
  ...except(
    ["api2:2023-no-credentials-in-url"],
    /^paths\.\/apps\/\{id\}\/(usage\.get|secrets\/\{secretId\}\.delete)\.parameters\.\d+\.name$/,
    "`secretId` is the public id of one of an app's secrets. The secret itself is never part of a URL.",
  ),
];
