import { z } from "zod";
import { isKeyless } from "#components/apps/app-state.ts";
import { formFields, listEntries } from "#components/keys/form/draft/form-fields.ts";
import { keyDraftSchema } from "#components/keys/form/draft/key-draft.ts";
import { type AppDto, appKinds, appSchema } from "#lib/contract/apps/app-output.ts";
import { tokenFormats } from "#lib/domain/apps/scopes.ts";
import { readSmartScope } from "#lib/domain/apps/smart-scope.ts";
import { readJwks } from "./read-jwks.ts";
import { appFormTexts } from "./texts.ts";

/**
 * How the app proves who it is: with a secret, with public keys that are pasted or fetched from an address, or not by itself,
 * because trusted issuers identify its machines.
 */
export const proofs = ["secret", "paste", "address", "none"] as const;

const { allowedIps, rateLimit } = keyDraftSchema.shape;

/** The fields of the form as typed. */
const appDraftSchema = z.object({
  name: z.string(),
  description: z.string(),
  kind: z.enum(appKinds),
  environment: z.string(),
  permissions: z.array(z.string()),
  smartScopes: allowedIps,
  proof: z.enum(proofs),
  jwks: z.string(),
  jwksUri: z.string(),
  /** One address per line. */
  redirectUris: z.string(),
  launchUri: z.string(),
  tokenFormat: z.enum(tokenFormats),
  allowedIps,
  rateLimit,
});

export type AppDraft = z.infer<typeof appDraftSchema>;

/** A draft as it is stored, with the app as it was when editing started. */
export const storedAppDraftSchema = z.object({ seen: appSchema.nullable(), draft: appDraftSchema });

/** The draft without text that can contain a private key. Only what is known to be public is stored. */
export function omitPrivateKey(draft: AppDraft): AppDraft {
  return readJwks(draft.jwks).problem === null ? draft : { ...draft, jwks: "" };
}

/** Falls back to the first environment if the draft's environment no longer exists. */
export function fixAppDraft(draft: AppDraft, environments: readonly { slug: string }[]): AppDraft {
  if (environments.some(({ slug }) => slug === draft.environment)) return draft;
  return { ...draft, environment: environments[0]?.slug ?? "" };
}

type FieldName = keyof typeof appFormTexts.nouns;

/** The fields of the draft from which each field of the API is made. */
const sources: Readonly<Record<FieldName, readonly (keyof AppDraft)[]>> = {
  name: ["name"],
  description: ["description"],
  scopes: ["permissions", "smartScopes"],
  redirectUris: ["redirectUris"],
  launchUri: ["launchUri"],
  jwks: ["proof", "jwks"],
  jwksUri: ["proof", "jwksUri"],
  tokenFormat: ["tokenFormat"],
  allowedIps: ["allowedIps"],
  rateLimit: ["rateLimit"],
};

const fieldNames = Object.keys(sources) as FieldName[];

const noEntries = { entries: [], typed: "" };

export function createAppDraft(environment: string): AppDraft {
  return {
    name: "",
    description: "",
    kind: "service",
    environment,
    permissions: [],
    smartScopes: noEntries,
    proof: "secret",
    jwks: "",
    jwksUri: "",
    redirectUris: "",
    launchUri: "",
    tokenFormat: "opaque",
    allowedIps: noEntries,
    rateLimit: formFields.rateLimit.empty,
  };
}

function findProof(app: AppDto): AppDraft["proof"] {
  if (app.jwks !== null) return "paste";
  if (app.jwksUri !== null) return "address";
  return isKeyless(app) ? "none" : "secret";
}

/** The draft for editing an app. */
export function toAppDraft(app: AppDto): AppDraft {
  const isSmart = (scope: string) => readSmartScope(scope) !== null;
  return {
    name: app.name,
    description: app.description,
    kind: app.kind,
    environment: app.environment,
    permissions: app.scopes.filter((scope) => !isSmart(scope)),
    smartScopes: { entries: app.scopes.filter(isSmart), typed: "" },
    proof: findProof(app),
    jwks: app.jwks === null ? "" : JSON.stringify(app.jwks, null, 2),
    jwksUri: app.jwksUri ?? "",
    redirectUris: app.redirectUris.join("\n"),
    launchUri: app.launchUri ?? "",
    tokenFormat: app.tokenFormat,
    allowedIps: formFields.allowedIps.fromKey(app.allowedIps),
    rateLimit: formFields.rateLimit.fromKey(app.rateLimit),
  };
}

/** The addresses, each on its own line. None of them contains a space. */
export function listAddresses({ redirectUris }: Pick<AppDraft, "redirectUris">): string[] {
  return redirectUris.split(/\s+/).filter((text) => text !== "");
}

/** How the app proves who it is. A public app can't. */
export function getProof({ kind, proof }: Pick<AppDraft, "kind" | "proof">): AppDraft["proof"] {
  if (kind === "public") return "none";
  // Only a service can be identified by trusted issuers.
  return kind === "confidential" && proof === "none" ? "secret" : proof;
}

type Inputs = Partial<Record<FieldName, unknown>>;

function toInputs(draft: AppDraft): Record<FieldName, unknown> {
  const proof = getProof(draft);
  const isForPeople = draft.kind !== "service";
  const launchUri = draft.launchUri.trim();
  return {
    name: draft.name,
    description: draft.description,
    scopes: [...draft.permissions, ...listEntries(draft.smartScopes)],
    redirectUris: isForPeople ? listAddresses(draft) : [],
    launchUri: isForPeople && launchUri !== "" ? launchUri : null,
    jwks: proof === "paste" ? readJwks(draft.jwks).keySet : null,
    jwksUri: proof === "address" ? draft.jwksUri.trim() : null,
    tokenFormat: draft.tokenFormat,
    allowedIps: listEntries(draft.allowedIps),
    rateLimit: formFields.rateLimit.toInput(draft.rateLimit, { nowMs: 0, seen: null }),
  };
}

/** The body of POST /apps. */
export function toAppBody(draft: AppDraft) {
  const { kind, proof, environment } = draft;
  const withSecret = kind === "service" && proof === "none" ? { withSecret: false } : {};
  return { ...toInputs(draft), ...withSecret, kind, environment };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The fields of `after` that differ from `before`. */
function diff(before: Inputs, after: Inputs): Inputs {
  const changed = fieldNames.filter((name) => !isSame(before[name], after[name]));
  return Object.fromEntries(changed.map((name) => [name, after[name]]));
}

/** The body of PATCH /apps/{id}: only the fields that were changed. */
export function listAppChanges(seen: AppDto, draft: AppDraft): Inputs {
  return diff(toInputs(toAppDraft(seen)), toInputs(draft));
}

/** How many of the options that most apps don't need are set. */
export function countSetAppOptions(draft: AppDraft): number {
  const { kind } = draft;
  const set = diff(toInputs({ ...createAppDraft(""), kind }), toInputs(draft));
  return (["tokenFormat", "allowedIps", "rateLimit"] as const).filter((name) => name in set).length;
}

/** Applies the changes of the draft to a newer version of the app. `conflicts` are the fields that both changed. */
export function rebaseAppDraft(seen: AppDto, fresh: AppDto, draft: AppDraft) {
  const mine = listAppChanges(seen, draft);
  const theirs = listAppChanges(seen, toAppDraft(fresh));
  const changed = fieldNames.filter((name) => name in mine);
  const kept = changed.flatMap((name) => sources[name]).map((name) => [name, draft[name]]);
  return {
    draft: { ...toAppDraft(fresh), ...(Object.fromEntries(kept) as Partial<AppDraft>) },
    conflicts: changed
      .filter((name) => name in theirs && !isSame(theirs[name], mine[name]))
      .map((name) => appFormTexts.nouns[name]),
  };
}
