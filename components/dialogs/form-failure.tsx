"use client";

import { FieldError } from "#components/ui/form/field.tsx";
import { type ApiFailure, describeFailure, isAbout } from "../api-failure.ts";

interface FormFailureProps {
  failure: ApiFailure | null;
  /** Fields that show their own errors. */
  fields?: readonly string[];
}

/** Shows the failure, or the first part of it that no field shows. */
export function FormFailure({ failure, fields = [] }: FormFailureProps) {
  if (failure === null) return null;
  const { details } = failure;
  const others = details.filter(({ path }) => !fields.some((field) => isAbout(path, field)));
  if (others.length === details.length) return <FieldError>{describeFailure(failure)}</FieldError>;
  return others[0] === undefined ? null : <FieldError>{others[0].message}</FieldError>;
}
