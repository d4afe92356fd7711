import { OAuthProblem } from "#lib/oauth/answer/oauth-problem.ts";

const tokenTypes = "urn:ietf:params:oauth:token-type:";
const subjectTypes = ["jwt", "id_token"].map((name) => tokenTypes + name);
export const accessTokenType = `${tokenTypes}access_token`;

/** Parameters with which an app would prove who it is. The token proves it instead. */
const ownProofs = ["client_secret", "client_assertion", "client_assertion_type"];

export interface ExchangeRequest {
  clientId: string;
  subjectToken: string;
  scope: string | undefined;
}

function requireParameter(form: ReadonlyMap<string, string>, name: string): string {
  const value = form.get(name);
  if (value === undefined) throw new OAuthProblem("invalid_request", `${name} is required`);
  return value;
}

/** Reads the form of a token exchange (RFC 8693, section 2.1). Throws for what this server doesn't support. */
export function readExchange(
  form: ReadonlyMap<string, string>,
  authorization: string | null,
  audience: string,
): ExchangeRequest {
  const clientId = requireParameter(form, "client_id");
  const subjectToken = requireParameter(form, "subject_token");
  if (!subjectTypes.includes(requireParameter(form, "subject_token_type"))) {
    throw new OAuthProblem("invalid_request", `subject_token_type must be ${subjectTypes.join(" or ")}`);
  }
  if (authorization !== null || ownProofs.some((name) => form.has(name))) {
    throw new OAuthProblem(
      "invalid_request",
      "Send the client_id without a secret or assertion: the subject token proves who asks",
    );
  }
  if (form.has("actor_token") || form.has("actor_token_type")) {
    throw new OAuthProblem("invalid_request", "actor_token is not supported");
  }
  if ((form.get("requested_token_type") ?? accessTokenType) !== accessTokenType) {
    throw new OAuthProblem("invalid_request", `requested_token_type must be ${accessTokenType}`);
  }
  if (form.has("resource") || (form.get("audience") ?? audience) !== audience) {
    throw new OAuthProblem("invalid_target", "Tokens are for this console and the services that ask it");
  }
  return { clientId, subjectToken, scope: form.get("scope") };
}
