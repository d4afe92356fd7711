import { hasBrand } from "#lib/domain/common/brand.ts";

/** The types of errors that RFC 7644, section 3.12, defines and that occur here. */
export type ScimType =
  | "invalidFilter"
  | "invalidSyntax"
  | "invalidPath"
  | "invalidValue"
  | "noTarget"
  | "mutability"
  | "uniqueness";

const brand = Symbol.for("byteengine.ScimProblem");

/** A request that RFC 7644 answers with 400 and a type. `message` is sent. */
export class ScimProblem extends Error {
  readonly [brand] = true;
  readonly scimType: ScimType;

  constructor(scimType: ScimType, message: string) {
    super(message);
    this.name = "ScimProblem";
    this.scimType = scimType;
  }

  static override [Symbol.hasInstance](value: unknown): value is ScimProblem {
    return hasBrand(value, brand);
  }
}
