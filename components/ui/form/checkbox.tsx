"use client";

import { clsx } from "clsx";
import { type ComponentProps, type ReactNode, useId } from "react";

interface ChoiceProps extends Omit<ComponentProps<"input">, "type" | "id"> {
  label: ReactNode;
  hint?: ReactNode;
}

function Choice({ label, hint, type, className, ...input }: ChoiceProps & { type: "checkbox" | "radio" }) {
  const id = useId();
  return (
    <div className={clsx("flex items-start gap-2.5 coarse:min-h-11 coarse:py-2", className)}>
      <input
        {...input}
        id={id}
        type={type}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className={clsx("mt-0.5", type)}
      />
      <div className="min-w-0">
        <label htmlFor={id} className="text-sm [overflow-wrap:anywhere]">
          {label}
        </label>
        {hint ? (
          <div id={`${id}-hint`} className="text-muted text-xs leading-5">
            {hint}
          </div>
        ) : null}
      </div>
    </div>
  );
}

export function Checkbox(props: ChoiceProps) {
  return <Choice {...props} type="checkbox" />;
}

export function Radio(props: ChoiceProps) {
  return <Choice {...props} type="radio" />;
}
