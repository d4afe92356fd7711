import { hasBrand } from "#lib/domain/common/brand.ts";

export type FailureReason =
  | "name_not_found"
  | "address_not_allowed"
  | "unreachable"
  | "certificate_not_trusted"
  | "too_large";

const brand = Symbol.for("byteengine.RequestFailed");

/** Why there is no response. A time-out rejects with the signal's own error instead. */
export class RequestFailed extends Error {
  readonly [brand] = true;
  readonly reason: FailureReason;

  constructor(reason: FailureReason, cause?: unknown) {
    super(reason, { cause });
    this.name = "RequestFailed";
    this.reason = reason;
  }

  static override [Symbol.hasInstance](value: unknown): value is RequestFailed {
    return hasBrand(value, brand);
  }
}

/** Explains an error of Node's HTTP client. */
export function explainRequestError(error: Error): RequestFailed {
  if (error instanceof RequestFailed) return error;
  const code = "code" in error ? String(error.code) : "";
  const isCertificate = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code);
  return new RequestFailed(isCertificate ? "certificate_not_trusted" : "unreachable", error);
}
