"use client";

import { clsx } from "clsx";
import { ChevronDown } from "lucide-react";
import { type ComponentProps, useId } from "react";
import { describeControl, FieldFrame, type FieldProps } from "./field.tsx";

export interface Option {
  value: string;
  label: string;
  isDisabled?: boolean;
}

/** Options under a heading. */
export interface OptionGroup {
  label: string;
  options: readonly Option[];
}

interface SelectProps extends Omit<ComponentProps<"select">, "children"> {
  options: readonly (Option | OptionGroup)[];
}

function renderOption({ value, label, isDisabled }: Option) {
  return (
    <option key={value} value={value} disabled={isDisabled}>
      {label}
    </option>
  );
}

/** The browser's native select, which works best on phones and with assistive technology. Needs its own label. */
export function Select({ options, className, ...select }: SelectProps) {
  return (
    <div className={clsx("relative", className)}>
      <select {...select} className="control h-9 appearance-none truncate pr-8 coarse:h-11">
        {options.map((option) =>
          "value" in option ? (
            renderOption(option)
          ) : (
            <optgroup key={option.label} label={option.label}>
              {option.options.map(renderOption)}
            </optgroup>
          ),
        )}
      </select>
      <ChevronDown
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-muted"
      />
    </div>
  );
}

type SelectFieldProps = FieldProps & Omit<SelectProps, "id">;

export function SelectField({ label, hint, error, fieldClassName, ...select }: SelectFieldProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} fieldClassName={fieldClassName}>
      <Select {...select} id={id} {...describeControl(id, { hint, error })} />
    </FieldFrame>
  );
}
