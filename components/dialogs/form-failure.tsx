"use client";

import { FieldError } from "#components/ui/form/field.tsx";
import { type ApiFailure, describeFailure, findFieldError } from "../api-failure.ts";

interface FormFailureProps {
  failure: ApiFailure | null;
  /** Fields that show their own errors. */
  fields?: readonly string[];
}

/** Shows the failure unless one of the fields already shows it. */
export function FormFailure({ failure, fields = [] }: FormFailureProps) {
  if (failure === null) return null;
  if (fields.some((field) => findFieldError(failure, field) !== undefined)) return null;
  return <FieldError>{describeFailure(failure)}</FieldError>;
}
