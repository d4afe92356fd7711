"use client";

import { FieldError } from "#components/ui/field.tsx";
import { type ApiFailure, describeFailure, findFieldError } from "../api-client.ts";

interface FormFailureProps {
  failure: ApiFailure | null;
  /** Those that show their own part of it. */
  fields?: readonly string[];
}

/** What went wrong, unless it stands beside a field already. */
export function FormFailure({ failure, fields = [] }: FormFailureProps) {
  if (failure === null) return null;
  if (fields.some((field) => findFieldError(failure, field) !== undefined)) return null;
  return <FieldError>{describeFailure(failure)}</FieldError>;
}
