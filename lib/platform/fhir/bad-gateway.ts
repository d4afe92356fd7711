import { ServiceError } from "#lib/domain/common/errors.ts";
import { type FailureReason, RequestFailed } from "#lib/platform/outbound/request-failed.ts";

export function createBadGateway(message: string): ServiceError {
  return new ServiceError("bad_gateway", { message });
}

/** Also if it would be larger with the console's address instead of the server's. */
export function createTooLarge(): ServiceError {
  return createBadGateway(reasons.too_large);
}

const reasons: Readonly<Record<FailureReason, string>> = {
  name_not_found: "The FHIR server's name was not found",
  address_not_allowed: "The FHIR server's address is in a network that this console doesn't connect to",
  unreachable: "The FHIR server can't be reached",
  certificate_not_trusted: "The FHIR server's certificate is not valid for its address",
  too_large: "The FHIR server's response is larger than 16 MiB",
};

/** Explains why a server didn't answer. Anything unexpected is thrown again. */
export function explainOutage(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof RequestFailed) return createBadGateway(reasons[error.reason]);
  if (error instanceof Error && error.name === "TimeoutError") {
    return createBadGateway("The FHIR server did not answer in time");
  }
  // The client has gone, so nobody reads this.
  if (error instanceof Error && error.name === "AbortError")
    return createBadGateway("The request was canceled");
  throw error;
}
