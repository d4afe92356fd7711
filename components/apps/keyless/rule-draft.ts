import type { ApiFailure } from "#components/api-failure.ts";
import {
  createIssuerDraft,
  type IssuerDraft,
  listIssuerProblems,
} from "#components/apps/issuers/issuer-draft.ts";
import type { TrustedIssuerDto } from "#lib/contract/apps/federation-output.ts";
import { type IssuerPresetName, issuerPresets } from "#lib/domain/federation/presets.ts";
import { findRuleProblem } from "#lib/domain/federation/rule-problem.ts";
import { keylessTexts } from "./texts.ts";

const { problems } = keylessTexts.form;

type Details = ApiFailure["details"];

/** The accepted values of a claim as typed. */
export interface Condition {
  /** Identifies the row while the form is open. */
  id: number;
  claim: string;
  /** Whether the name of the claim is typed instead of chosen. */
  isOther: boolean;
  /** One on each line. */
  values: string;
}

/** What is typed about the claims of one kind of issuer. */
export interface ClaimsDraft {
  /** The accepted values of the claim that identifies a machine, one on each line. */
  identity: string;
  conditions: Condition[];
}

/** A rule as typed. */
export interface RuleDraft {
  name: string;
  /** The ID of a trusted issuer. Null: the team will trust `newIssuer`. */
  issuerId: string | null;
  newIssuer: IssuerDraft;
  audience: string;
  /** By the kind of the issuer, so that nothing is lost when another one is chosen by mistake. */
  claims: Partial<Record<IssuerPresetName, ClaimsDraft>>;
}

type ChosenIssuer = Pick<TrustedIssuerDto, "preset" | "issuer">;

const noClaims: ClaimsDraft = { identity: "", conditions: [] };

export function createRuleDraft(issuers: readonly TrustedIssuerDto[], audience: string): RuleDraft {
  return {
    name: "",
    issuerId: issuers[0]?.id ?? null,
    newIssuer: createIssuerDraft("github"),
    audience,
    claims: {},
  };
}

export function findChosenIssuer(draft: RuleDraft, issuers: readonly TrustedIssuerDto[]): ChosenIssuer {
  return issuers.find(({ id }) => id === draft.issuerId) ?? draft.newIssuer;
}

/** The claim that each rule about such an issuer contains. */
export function getIdentifyingClaim(preset: IssuerPresetName): string {
  const [claim] = issuerPresets[preset].identifying;
  return claim;
}

/** The claims that the form offers for conditions. Others can be typed. */
export function listOfferedClaims(preset: IssuerPresetName): string[] {
  const { identifying, restricting } = issuerPresets[preset];
  return [...restricting, ...identifying.slice(1)];
}

export function getClaims(draft: RuleDraft, preset: IssuerPresetName): ClaimsDraft {
  return draft.claims[preset] ?? noClaims;
}

export function setClaims(
  draft: RuleDraft,
  preset: IssuerPresetName,
  changes: Partial<ClaimsDraft>,
): RuleDraft {
  const claims = { ...getClaims(draft, preset), ...changes };
  return { ...draft, claims: { ...draft.claims, [preset]: claims } };
}

/** Another condition, about the first offered claim that has none. */
export function addCondition({ conditions }: ClaimsDraft, preset: IssuerPresetName): Condition[] {
  const used = new Set(conditions.map(({ claim }) => claim));
  const claim = listOfferedClaims(preset).find((offered) => !used.has(offered));
  const id = Math.max(0, ...conditions.map((condition) => condition.id)) + 1;
  return [...conditions, { id, claim: claim ?? "", isOther: claim === undefined, values: "" }];
}

function listValues(text: string): string[] {
  const lines = text.split("\n").map((line) => line.trim());
  return [...new Set(lines.filter((line) => line !== ""))];
}

function toClaims({ identity, conditions }: ClaimsDraft, preset: IssuerPresetName): Record<string, string[]> {
  const values = listValues(identity);
  return {
    ...(values.length === 0 ? {} : { [getIdentifyingClaim(preset)]: values }),
    ...Object.fromEntries(
      conditions.map((condition) => [condition.claim.trim(), listValues(condition.values)]),
    ),
  };
}

/** The body of POST /apps/{id}/rules. */
export function toRuleBody(draft: RuleDraft, issuer: { id: string; preset: IssuerPresetName }) {
  return {
    name: draft.name.trim(),
    issuerId: issuer.id,
    audience: draft.audience.trim(),
    claims: toClaims(getClaims(draft, issuer.preset), issuer.preset),
  };
}

function checkConditions({ conditions }: ClaimsDraft, preset: IssuerPresetName): Details {
  const seen = new Set([getIdentifyingClaim(preset)]);
  return conditions.flatMap<Details[number]>((condition) => {
    const claim = condition.claim.trim();
    const path = `conditions.${condition.id}`;
    if (claim === "") return [{ path, message: problems.noClaim }];
    if (seen.has(claim)) return [{ path, message: problems.sameClaim }];
    seen.add(claim);
    return [];
  });
}

/** What can be found before anything is sent, in the order of the fields: the same rules as on the server. */
export function listRuleProblems(draft: RuleDraft, issuers: readonly TrustedIssuerDto[]): Details {
  const { preset, issuer } = findChosenIssuer(draft, issuers);
  const { name, audience, claims } = toRuleBody(draft, { id: "", preset });
  const claimsDraft = getClaims(draft, preset);
  const ofIssuer = draft.issuerId === null ? listIssuerProblems({ ...draft.newIssuer, name: "-" }) : [];
  const ofConditions = checkConditions(claimsDraft, preset);
  const ofRule = findRuleProblem({ preset, issuer: issuer.trim(), audience, claims });
  return [
    ...(name === "" ? [{ path: "name", message: problems.noName }] : []),
    ...ofIssuer.map(({ path, message }) => ({ path: `newIssuer.${path}`, message })),
    ...ofConditions,
    ...(ofRule === null || ofConditions.length > 0 ? [] : [ofRule]),
  ];
}

function isClaimPath(path: string, claim: string): boolean {
  const start = `claims.${claim}`;
  // Names of claims can contain a dot, so only the index of a value may follow.
  return path === start || (path.startsWith(start) && /^\.\d+$/.test(path.slice(start.length)));
}

/** The error of the field for the identifying claim, which also shows that the rule is too broad. */
export function findIdentityError(failure: ApiFailure | null, preset: IssuerPresetName): string | undefined {
  const claim = getIdentifyingClaim(preset);
  const isAbout = (path: string) => path === "claims" || isClaimPath(path, claim);
  return failure?.details.find(({ path }) => isAbout(path))?.message;
}

/** The error of a condition: at the name of its claim, or at its values. */
export function findConditionError(failure: ApiFailure | null, { id, claim }: Condition) {
  const find = (isAbout: (path: string) => boolean) =>
    failure?.details.find(({ path }) => isAbout(path))?.message;
  return {
    claim: find((path) => path === `conditions.${id}`),
    values: find((path) => isClaimPath(path, claim.trim())),
  };
}

/** A failure to trust the new issuer, with the fields of this form. */
export function placeIssuerFailure(failure: ApiFailure): ApiFailure {
  const place = (path: string) => `newIssuer.${path === "name" ? "issuer" : path}`;
  return {
    ...failure,
    details: failure.details.map(({ path, message }) => ({ path: place(path), message })),
  };
}
