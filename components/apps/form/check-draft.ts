import type { ApiFailure } from "#components/api-failure.ts";
import { listEntries } from "#components/keys/form/draft/form-fields.ts";
import { appAddress } from "#lib/contract/apps/app-addresses.ts";
import { nameText } from "#lib/contract/common/text.ts";
import { type AppDraft, getProof, listAddresses } from "./app-draft.ts";
import { readJwks } from "./read-jwks.ts";
import { describeTyped, findSmartProblem } from "./smart-problem.ts";
import { appFormTexts } from "./texts.ts";

const texts = appFormTexts.problems;

type Details = ApiFailure["details"];

function checkName({ name }: AppDraft): Details {
  const { error } = nameText.safeParse(name);
  return (error?.issues ?? []).map(({ message }) => ({ path: "name", message }));
}

function checkProof(draft: AppDraft): Details {
  const { jwks, jwksUri } = draft;
  const proof = getProof(draft);
  if (proof === "paste") {
    const { problem } = readJwks(jwks);
    return problem === null ? [] : [{ path: "jwks", message: problem }];
  }
  const isMissing = proof === "address" && jwksUri.trim() === "";
  return isMissing ? [{ path: "jwksUri", message: texts.noAddress }] : [];
}

function checkAddresses(draft: AppDraft): Details {
  if (draft.kind === "service") return [];
  const list = listAddresses(draft);
  const wrong = list.find((text) => !appAddress.safeParse(text).success);
  const launchUri = draft.launchUri.trim();
  const isLaunchWrong = launchUri !== "" && !appAddress.safeParse(launchUri).success;
  return [
    ...(list.length === 0 ? [{ path: "redirectUris", message: texts.noRedirect }] : []),
    ...(wrong === undefined ? [] : [{ path: "redirectUris", message: texts.address(wrong) }]),
    ...(isLaunchWrong ? [{ path: "launchUri", message: texts.address(launchUri) }] : []),
  ];
}

function checkScopes({ kind, permissions, smartScopes }: AppDraft): Details {
  const problem = describeTyped(smartScopes.typed, kind);
  if (problem !== "") return [{ path: "smartScopes", message: problem }];
  // They were added before the kind was changed.
  const unfit = smartScopes.entries
    .map((scope) => findSmartProblem(scope, kind))
    .find((text) => text !== null);
  if (unfit !== undefined) return [{ path: "smartScopes", message: unfit }];
  // An app that people sign in to can do without: it then only learns who they are.
  if (kind !== "service") return [];
  const isEmpty = permissions.length === 0 && listEntries(smartScopes).length === 0;
  return isEmpty ? [{ path: "permissions", message: texts.noScope }] : [];
}

/** What can be found before the request is sent, in the order of the fields. Null: nothing. */
export function checkAppDraft(draft: AppDraft): ApiFailure | null {
  const details = [
    ...checkName(draft),
    ...checkAddresses(draft),
    ...checkProof(draft),
    ...checkScopes(draft),
  ];
  const [first] = details;
  if (first === undefined) return null;
  return { status: 400, code: "invalid_request", message: first.message, details, requestId: null };
}

/** Names the form's field for each error about a scope, which the API names by its place in the list. */
export function placeScopeErrors(failure: ApiFailure | null, permissions: number): ApiFailure | null {
  if (failure === null) return null;
  const place = (path: string) => {
    const [whole, index] = /^scopes(?:\.(\d+))?$/.exec(path) ?? [];
    if (whole === undefined) return path;
    return index === undefined || Number(index) < permissions ? "permissions" : "smartScopes";
  };
  return {
    ...failure,
    details: failure.details.map(({ path, message }) => ({ path: place(path), message })),
  };
}
