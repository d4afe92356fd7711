import { hasBrand } from "#lib/domain/common/brand.ts";

const brand = Symbol.for("byteengine.StartError");

/** Why the service cannot start, in one line for the operator. */
export class StartError extends Error {
  readonly [brand] = true;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StartError";
  }

  static override [Symbol.hasInstance](value: unknown): value is StartError {
    return hasBrand(value, brand);
  }
}
