import type { ApiFailure } from "#components/api-failure.ts";
import { readJwks } from "#components/apps/form/read-jwks.ts";
import type { TrustedIssuerDto } from "#lib/contract/apps/federation-output.ts";
import { type IssuerPresetName, issuerPresets } from "#lib/domain/federation/presets.ts";
import { issuerTexts } from "./texts.ts";

const texts = issuerTexts.form;

/** The longest name of anything with a name. */
const maxNameLength = 100;

/** An issuer as typed. */
export interface IssuerDraft {
  preset: IssuerPresetName;
  name: string;
  issuer: string;
  keys: "discovered" | "uploaded";
  jwks: string;
}

export function createIssuerDraft(preset: IssuerPresetName): IssuerDraft {
  const { name, issuer } = issuerPresets[preset];
  return {
    preset,
    name: preset === "custom" ? "" : name,
    issuer: issuer ?? "",
    keys: "discovered",
    jwks: "",
  };
}

export function toIssuerDraft({ preset, name, issuer, jwks }: TrustedIssuerDto): IssuerDraft {
  const uploaded = { keys: "uploaded", jwks: JSON.stringify(jwks, null, 2) } as const;
  return { preset, name, issuer, ...(jwks === null ? { keys: "discovered", jwks: "" } : uploaded) };
}

/** Another kind of issuer. What was typed stays, apart from what came with the previous kind. */
export function changePreset(draft: IssuerDraft, preset: IssuerPresetName): IssuerDraft {
  const before = createIssuerDraft(draft.preset);
  const after = createIssuerDraft(preset);
  return {
    ...draft,
    preset,
    name: draft.name === before.name ? after.name : draft.name,
    issuer: draft.issuer === before.issuer ? after.issuer : draft.issuer,
  };
}

/** A name that no other issuer has, for forms that don't ask for one. */
export function nameIssuer({ preset, issuer }: IssuerDraft, taken: readonly string[]): string {
  const host = URL.parse(issuer.trim())?.host ?? issuer.trim();
  const { name } = issuerPresets[preset];
  if (preset !== "custom" && !taken.includes(name)) return name;
  return (preset === "custom" ? host : `${name} (${host})`).slice(0, maxNameLength);
}

function readKeys({ keys, jwks }: IssuerDraft) {
  return keys === "uploaded" ? readJwks(jwks).keySet : null;
}

/** The body of POST /trusted-issuers. */
export function toIssuerBody(draft: IssuerDraft) {
  return {
    name: draft.name.trim(),
    preset: draft.preset,
    issuer: draft.issuer.trim(),
    jwks: readKeys(draft),
  };
}

/** Whether the keys of the draft are others than those of the issuer. */
export function areKeysChanged(seen: TrustedIssuerDto, draft: IssuerDraft): boolean {
  return JSON.stringify(seen.jwks) !== JSON.stringify(readKeys(draft));
}

/** The body of PATCH /trusted-issuers/{id}: only the fields that were changed. */
export function listIssuerChanges(seen: TrustedIssuerDto, draft: IssuerDraft) {
  return {
    ...(draft.name.trim() === seen.name ? {} : { name: draft.name.trim() }),
    ...(areKeysChanged(seen, draft) ? { jwks: readKeys(draft) } : {}),
  };
}

/** What can be found before the request is sent, in the order of the fields. */
export function listIssuerProblems({ name, issuer, keys, jwks }: IssuerDraft): ApiFailure["details"] {
  const keysProblem = keys === "uploaded" ? readJwks(jwks).problem : null;
  return [
    ...(name.trim() === "" ? [{ path: "name", message: texts.noName }] : []),
    ...(issuer.trim() === "" ? [{ path: "issuer", message: texts.noIssuer }] : []),
    ...(keysProblem === null ? [] : [{ path: "jwks", message: keysProblem }]),
  ];
}

/** A failure that is about fields, found without a request. */
export function toFailure(details: ApiFailure["details"]): ApiFailure | null {
  const [first] = details;
  if (first === undefined) return null;
  return { status: 400, code: "invalid_request", message: first.message, details, requestId: null };
}

/** Another issuer of the team has this address: a conflict, which names no field. */
export function placeIssuerConflict(failure: ApiFailure): ApiFailure {
  const isAboutIssuer = failure.code === "conflict" && failure.details.length === 0;
  return isAboutIssuer ? { ...failure, details: [{ path: "issuer", message: failure.message }] } : failure;
}
