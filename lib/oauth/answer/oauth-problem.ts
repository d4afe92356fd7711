import { hasBrand } from "#lib/domain/common/brand.ts";
import type { OAuthError } from "#lib/domain/oauth/oauth-errors.ts";

const brand = Symbol.for("byteengine.OAuthProblem");

/** A request that RFC 6749 answers with an error of its own. `message` is sent. */
export class OAuthProblem extends Error {
  readonly [brand] = true;
  readonly error: OAuthError;
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(error: OAuthError, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.name = "OAuthProblem";
    this.error = error;
    this.status = error === "invalid_client" ? 401 : 400;
    this.headers = headers;
  }

  static override [Symbol.hasInstance](value: unknown): value is OAuthProblem {
    return hasBrand(value, brand);
  }
}

/** The same for an unknown app, a wrong secret or assertion, and an app that can't request tokens now. */
export function createInvalidClient(headers: Record<string, string> = {}): OAuthProblem {
  return new OAuthProblem("invalid_client", "client authentication failed", headers);
}
