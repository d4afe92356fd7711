"use client";

import { clsx } from "clsx";
import { ChevronDown } from "lucide-react";
import { type ComponentProps, type SyntheticEvent, useEffect, useState } from "react";
import { loadComponent } from "#components/ui/load-component.ts";
import { loadWhenIdle } from "#components/ui/load-when-idle.ts";
import type { Option, Options } from "./option.ts";

const loadPopup = () => import("./select-popup.tsx");
const SelectPopup = loadComponent(async () => (await loadPopup()).SelectPopup);

const openingKeys = [" ", "Enter", "ArrowDown", "ArrowUp"];

export interface SelectProps extends Omit<ComponentProps<"select">, "children"> {
  options: Options;
}

function renderOption({ value, label, isDisabled }: Option) {
  return (
    <option key={value} value={value} disabled={isDisabled}>
      {label}
    </option>
  );
}

function findDot(options: Options, value: unknown): string | undefined {
  return options
    .flatMap((option) => ("value" in option ? option : option.options))
    .find((option) => option.value === value)?.dot;
}

/**
 * A native select that opens a popup of our own. The element stays native because forms then work without scripts,
 * assistive technology knows it, and the popup's code can load later. Touch screens keep the system's picker, which is
 * larger and doesn't cover the page. Needs its own label.
 */
export function Select({ options, className, ...select }: SelectProps) {
  const [anchor, setAnchor] = useState<HTMLSelectElement | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => loadWhenIdle(loadPopup), []);
  const dot = findDot(options, select.value);

  const open = async (event: SyntheticEvent<HTMLSelectElement>) => {
    if (matchMedia("(pointer: coarse)").matches) return;
    const { currentTarget } = event;
    event.preventDefault();
    currentTarget.focus();
    try {
      await loadPopup();
    } catch {
      // Offline, the browser's own list still works.
      return currentTarget.showPicker?.();
    }
    setAnchor(currentTarget);
    setIsOpen(true);
  };
  return (
    <div className={clsx("relative", className)}>
      <select
        {...select}
        aria-expanded={isOpen}
        onMouseDown={(event) => event.button === 0 && open(event)}
        onKeyDown={(event) => openingKeys.includes(event.key) && open(event)}
        className={clsx("control h-9 appearance-none truncate pr-8 coarse:h-11", dot !== undefined && "pl-7")}
      >
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
      {dot === undefined ? null : (
        <span
          aria-hidden="true"
          className={clsx("pointer-events-none absolute top-1/2 left-2.5 -mt-1 size-2 rounded-full", dot)}
        />
      )}
      <ChevronDown
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-muted"
      />
      {anchor === null ? null : (
        <SelectPopup anchor={anchor} options={options} isOpen={isOpen} onOpenChange={setIsOpen} />
      )}
    </div>
  );
}
