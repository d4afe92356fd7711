import type { ErrorCode, ServiceError } from "#lib/domain/common/errors.ts";

/** The `error` of a response below /oauth: those of RFC 6749, section 5.2, one of RFC 8693, and what they have no name for. */
export const oauthErrors = [
  "invalid_request",
  "invalid_client",
  "invalid_grant",
  "invalid_scope",
  "unauthorized_client",
  "unsupported_grant_type",
  "invalid_target",
  "not_found",
  "rate_limit_exceeded",
  "temporarily_unavailable",
  "server_error",
] as const;

export type OAuthError = (typeof oauthErrors)[number];

export interface OAuthErrorBody {
  error: OAuthError;
  error_description: string;
}

const ownNames: Partial<Record<ErrorCode, OAuthError>> = {
  not_found: "not_found",
  rate_limit_exceeded: "rate_limit_exceeded",
  service_unavailable: "temporarily_unavailable",
  internal_error: "server_error",
};

/** The body of an error of this console in the form of RFC 6749, which allows no quotation marks in the description. */
export function toOAuthErrorBody(error: ServiceError): OAuthErrorBody {
  return {
    error: ownNames[error.code] ?? "invalid_request",
    error_description: error.message.replaceAll('"', "'"),
  };
}
