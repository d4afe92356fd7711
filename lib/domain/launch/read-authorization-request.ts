import { splitScopes } from "#lib/domain/apps/scopes.ts";

/** Errors of the authorization endpoint (RFC 6749, section 4.1.2.1, and OpenID Connect Core, section 3.1.2.6). */
type AuthorizationError =
  | "invalid_request"
  | "unsupported_response_type"
  | "invalid_scope"
  | "access_denied"
  | "login_required"
  | "interaction_required"
  | "request_not_supported"
  | "request_uri_not_supported";

export interface AuthorizationProblem {
  error: AuthorizationError;
  /** Without quotation marks, which RFC 6749 doesn't allow in it. */
  description: string;
}

/** Who asks and where the answer goes. Whether the address belongs to the app isn't known yet. */
export interface AuthorizationAddress {
  clientId: string;
  redirectUri: string;
  /** Returned to the app as it came. Null: none. */
  state: string | null;
}

export interface AuthorizationRequest {
  scopes: string[];
  /** The base URL of the FHIR server. */
  aud: string;
  /** The handle of a launch. Null: the app was opened by itself. */
  launch: string | null;
  /** The S256 challenge (RFC 7636). */
  codeChallenge: string;
  nonce: string | null;
  /** How long ago, in seconds, the person may have signed in. Null: any time. */
  maxAge: number | null;
}

export type ReadAuthorizationRequest =
  /** It isn't known where an error would go, so the person sees it. */
  | { address: null }
  | { address: AuthorizationAddress; problem: AuthorizationProblem }
  | { address: AuthorizationAddress; problem: null; request: AuthorizationRequest };

/** The longest query string. It passes through addresses of pages, which proxies limit. */
export const maxRequestCharacters = 8_000;

const maxScopes = 100;
const maxScopeCharacters = 100;
const maxCharacters = 2_000;

/** Every parameter that means something here. Others are ignored (RFC 6749, section 3.1). */
const known = [
  "response_type",
  "client_id",
  "redirect_uri",
  "state",
  "scope",
  "aud",
  "launch",
  "code_challenge",
  "code_challenge_method",
  "nonce",
  "prompt",
  "max_age",
  "response_mode",
  "request",
  "request_uri",
] as const;

type Parameter = (typeof known)[number];

/** The value of a parameter. One without a value counts as omitted (RFC 6749, section 3.1). */
function createReader(params: URLSearchParams) {
  return (name: Parameter): string | null => {
    const values = params.getAll(name);
    const [value = ""] = values;
    return values.length !== 1 || value === "" || value.length > maxCharacters ? null : value;
  };
}

type Read = ReturnType<typeof createReader>;

function refuse(error: AuthorizationError, description: string): AuthorizationProblem {
  return { error, description };
}

const bad = (description: string) => refuse("invalid_request", description);

function findFormProblem(params: URLSearchParams): AuthorizationProblem | null {
  const twice = known.find((name) => params.getAll(name).length > 1);
  if (twice !== undefined) return bad(`${twice} was sent twice`);
  const long = known.find((name) => (params.get(name) ?? "").length > maxCharacters);
  if (long !== undefined) return bad(`${long} is longer than ${maxCharacters} characters`);
  // The database can't store it.
  const broken = known.find((name) => params.get(name)?.includes("\0") === true);
  return broken === undefined ? null : bad(`${broken} contains U+0000`);
}

function findModeProblem(read: Read): AuthorizationProblem | null {
  if (read("request") !== null) return refuse("request_not_supported", "request is not supported");
  if (read("request_uri") !== null) {
    return refuse("request_uri_not_supported", "request_uri is not supported");
  }
  const type = read("response_type");
  if (type === null) return bad("response_type is required");
  if (type !== "code") return refuse("unsupported_response_type", "response_type must be code");
  if ((read("response_mode") ?? "query") !== "query") return bad("response_mode must be query");
  return findPromptProblem(read);
}

/** People are asked each time, and sign in only when they have no session. */
function findPromptProblem(read: Read): AuthorizationProblem | null {
  const prompts = (read("prompt") ?? "").split(" ");
  if (prompts.includes("none")) {
    return refuse("interaction_required", "The person is asked each time, so prompt can't be none");
  }
  if (prompts.includes("login")) {
    return refuse("login_required", "Signing in again can't be requested: prompt can't be login");
  }
  const maxAge = read("max_age");
  return maxAge === null || /^\d{1,9}$/.test(maxAge) ? null : bad("max_age must be a number of seconds");
}

const challengePattern = /^[A-Za-z0-9_-]{43}$/;

function findChallengeProblem(read: Read): AuthorizationProblem | null {
  if (read("code_challenge") === null) return bad("code_challenge is required");
  if (read("code_challenge_method") !== "S256") return bad("code_challenge_method must be S256");
  return challengePattern.test(read("code_challenge") ?? "")
    ? null
    : bad("code_challenge must be 43 characters of base64url");
}

function findScopeProblem(read: Read): AuthorizationProblem | null {
  const scopes = splitScopes(read("scope") ?? "");
  if (scopes.length === 0) return refuse("invalid_scope", "scope is required");
  if (scopes.length > maxScopes) return refuse("invalid_scope", `scope lists more than ${maxScopes} scopes`);
  if (scopes.some((scope) => scope.length > maxScopeCharacters || !/^[!#-[\]-~]+$/.test(scope))) {
    return refuse("invalid_scope", "scope contains one that is too long, or not in visible ASCII characters");
  }
  // Libraries also pass a launch on with `launch/patient`, which asks for the same.
  const wantsContext = scopes.includes("launch") || scopes.includes("launch/patient");
  if (read("launch") !== null && !wantsContext) return bad("launch needs the scope launch or launch/patient");
  return read("aud") === null ? bad("aud is required: the base URL of the FHIR server") : null;
}

/**
 * Reads a request to the authorization endpoint (RFC 6749, section 4.1.1, and SMART App Launch 2.2). PKCE with S256 and `aud` are
 * required of every app.
 */
export function readAuthorizationRequest(params: URLSearchParams): ReadAuthorizationRequest {
  const read = createReader(params);
  const clientId = read("client_id");
  const redirectUri = read("redirect_uri");
  if (clientId === null || redirectUri === null) return { address: null };
  const address = { clientId, redirectUri, state: read("state") };
  const problem =
    findFormProblem(params) ?? findModeProblem(read) ?? findChallengeProblem(read) ?? findScopeProblem(read);
  if (problem !== null) return { address, problem };
  const maxAge = read("max_age");
  return {
    address,
    problem: null,
    request: {
      scopes: splitScopes(read("scope") ?? ""),
      aud: read("aud") ?? "",
      launch: read("launch"),
      codeChallenge: read("code_challenge") ?? "",
      nonce: read("nonce"),
      maxAge: maxAge === null ? null : Number(maxAge),
    },
  };
}

/** The address of the app with this answer, which names the issuer (RFC 9207). */
export function createAnswerUrl(
  { redirectUri, state }: Pick<AuthorizationAddress, "redirectUri" | "state">,
  issuer: string,
  answer: { code: string } | AuthorizationProblem,
): string {
  const query = new URLSearchParams(
    "code" in answer ? { code: answer.code } : { error: answer.error, error_description: answer.description },
  );
  if (state !== null) query.set("state", state);
  query.set("iss", issuer);
  // Added to the text, so that nothing of the registered address changes.
  return `${redirectUri}${redirectUri.includes("?") ? "&" : "?"}${query}`;
}
