"use client";

import { clsx } from "clsx";
import { type ComponentProps, type ReactNode, useId } from "react";
import { describeControl, FieldFrame, type FieldProps } from "./field.tsx";

interface TextFieldProps extends FieldProps, Omit<ComponentProps<"input">, "id"> {
  /** A button at the end of the field, such as one that shows a password. */
  end?: ReactNode;
}

export function TextField({ label, hint, error, fieldClassName, end, className, ...input }: TextFieldProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} fieldClassName={fieldClassName}>
      <div className="relative">
        <input
          {...input}
          id={id}
          {...describeControl(id, { hint, error })}
          className={clsx("control h-9 coarse:h-11", end ? "pr-16" : "", className)}
        />
        {end ? <div className="absolute inset-y-0 right-0.5 flex items-center">{end}</div> : null}
      </div>
    </FieldFrame>
  );
}
