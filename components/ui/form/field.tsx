import { clsx } from "clsx";
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

/** Props shared by all form fields. */
export interface FieldProps {
  label: ReactNode;
  /** Help text below the field. */
  hint?: ReactNode;
  /** What is wrong and how to fix it. */
  error?: string | undefined;
  fieldClassName?: string;
}

/** The ARIA attributes that link a control to its error, or to its hint. */
export function describeControl(id: string, { hint, error }: Pick<FieldProps, "hint" | "error">) {
  const hintId = hint ? `${id}-hint` : undefined;
  return {
    "aria-describedby": error ? `${id}-error` : hintId,
    "aria-invalid": error ? true : undefined,
  } as const;
}

export function FieldError({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p id={id} role="alert" className="flex items-start gap-1.5 text-bad text-xs leading-5">
      <CircleAlert aria-hidden="true" className="mt-[3px] size-3.5 shrink-0" />
      <span>{children}</span>
    </p>
  );
}

interface FrameProps extends FieldProps {
  id: string;
  children: ReactNode;
}

/** The label above a control, and its hint below. An error replaces the hint. */
export function FieldFrame({ id, label, hint, error, fieldClassName, children }: FrameProps) {
  return (
    <div className={clsx("flex flex-col gap-1.5", fieldClassName)}>
      <label htmlFor={id} className="font-medium text-sm">
        {label}
      </label>
      {children}
      {error ? <FieldError id={`${id}-error`}>{error}</FieldError> : null}
      {hint && !error ? (
        <div id={`${id}-hint`} className="text-muted text-xs leading-5">
          {hint}
        </div>
      ) : null}
    </div>
  );
}
