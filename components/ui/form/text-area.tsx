"use client";

import { clsx } from "clsx";
import { type ComponentProps, useId } from "react";
import { describeControl, FieldFrame, type FieldProps } from "./field.tsx";

type TextAreaProps = FieldProps & Omit<ComponentProps<"textarea">, "id">;

export function TextArea({ label, hint, error, fieldClassName, className, ...area }: TextAreaProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} fieldClassName={fieldClassName}>
      <textarea
        rows={2}
        {...area}
        id={id}
        {...describeControl(id, { hint, error })}
        className={clsx("control min-h-9 resize-y py-1.5", className)}
      />
    </FieldFrame>
  );
}
