import { type IssuerPresetName, issuerPresets } from "./presets.ts";

/** The accepted values of each claim. A name that starts with a slash is a JSON Pointer (RFC 6901) to a nested claim. */
export type RuleClaims = Readonly<Record<string, readonly string[]>>;

export interface RuleFacts {
  preset: IssuerPresetName;
  /** The `iss` of the issuer. */
  issuer: string;
  audience: string;
  claims: RuleClaims;
}

export interface RuleProblem {
  /** The field of the request. */
  path: string;
  message: string;
}

/** What issuers put into tokens when nobody asked for an audience, so that every service of the world gets such tokens. */
const sharedAudiences: readonly RegExp[] = [
  /^https:\/\/github\.com\//,
  /^https:\/\/gitlab\.[^/]+\/?$/,
  /^https:\/\/kubernetes\.default\.svc/,
  /^(?:sts\.amazonaws\.com|api:\/\/AzureADTokenExchange)$/,
  /^\/\/iam\.googleapis\.com\//,
  // Where builds sign and publish what they have built.
  /^(?:sigstore|(?:test)?pypi|npm:registry\.npmjs\.org|rubygems\.org|crates\.io)$/,
];

/** Claims that the console checks itself. */
const reserved = ["iss", "aud", "exp", "iat", "nbf", "jti"];

/** A GitHub server uses the address of the repository's owner. */
function isOwnerAddress({ preset, audience, issuer }: RuleFacts): boolean {
  const host = URL.parse(audience)?.host;
  return preset === "github" && host !== undefined && host === URL.parse(issuer)?.host;
}

function findAudienceProblem(rule: RuleFacts): string | null {
  const { audience, issuer } = rule;
  const isShared =
    audience === issuer || isOwnerAddress(rule) || sharedAudiences.some((pattern) => pattern.test(audience));
  return isShared
    ? "Tokens for this audience are also sent to other services. Use one of your own, such as this console's address"
    : null;
}

function findClaimProblem([name, values]: [string, readonly string[]]): string | null {
  if (reserved.includes(name)) return "The console checks this claim itself";
  if (values.length === 0) return "List at least one value";
  const wildcard = values.find((value) => /[*?]/.test(value));
  return wildcard === undefined
    ? null
    : `Values are compared exactly, so "${wildcard}" would match only itself. List each value`;
}

/** Why the rule would accept too much, or nothing. Null: it is fine. */
export function findRuleProblem(rule: RuleFacts): RuleProblem | null {
  const audience = findAudienceProblem(rule);
  if (audience !== null) return { path: "audience", message: audience };
  for (const [name, values] of Object.entries(rule.claims)) {
    const message = findClaimProblem([name, values]);
    if (message !== null) return { path: `claims.${name}`, message };
  }
  const { identifying, name } = issuerPresets[rule.preset];
  const isPinned = identifying.some((claim) => claim in rule.claims);
  if (isPinned) return null;
  const list = identifying.join(" or ");
  return {
    path: "claims",
    message: `Too broad: others could get tokens of ${name} that match. Add ${list}, which nobody else can get`,
  };
}
