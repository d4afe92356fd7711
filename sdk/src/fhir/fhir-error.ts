import { ByteEngineError, type ErrorFacts } from "../errors.ts";
import type { OperationOutcome } from "./types.ts";

/** An error of the FHIR server itself. Those of the gateway, such as a missing permission, have the other classes. */
export class FhirError extends ByteEngineError {
  /** What the server says is wrong. It can contain health data. */
  readonly outcome: OperationOutcome;

  constructor(outcome: OperationOutcome, facts: Omit<ErrorFacts, "code">) {
    super(`The FHIR server returned ${facts.status ?? "an error"}. See outcome`, {
      ...facts,
      code: "fhir_error",
    });
    this.outcome = outcome;
  }
}
