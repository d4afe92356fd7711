export { ByteEngine } from "./byte-engine.ts";
export {
  AuthenticationError,
  ByteEngineError,
  ConflictError,
  ConnectionError,
  type ErrorDetail,
  InvalidRequestError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  ServerError,
  TimeoutError,
} from "./errors.ts";
export type { FhirClient } from "./fhir/fhir-client.ts";
export { FhirError } from "./fhir/fhir-error.ts";
export type * from "./fhir/types.ts";
export type { List, Page } from "./list.ts";
export type { ByteEngineOptions } from "./settings.ts";
export type { CallOptions } from "./transport.ts";
export type * from "./types.ts";
