"use client";

import { useId } from "react";
import { describeControl, FieldFrame, type FieldProps } from "./field.tsx";
import { Select, type SelectProps } from "./select/select.tsx";

type SelectFieldProps = FieldProps & Omit<SelectProps, "id">;

export function SelectField({ label, hint, error, fieldClassName, ...select }: SelectFieldProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} fieldClassName={fieldClassName}>
      <Select {...select} id={id} {...describeControl(id, { hint, error })} />
    </FieldFrame>
  );
}
