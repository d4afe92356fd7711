import { clsx } from "clsx";
import { Check } from "lucide-react";
import type { Option } from "./option.ts";

export const popupClasses =
  "popup-motion flex max-h-[min(var(--available-height),22rem)] min-w-(--anchor-width) max-w-[min(22rem,var(--available-width))] flex-col rounded-lg border border-edge bg-raised shadow-popup outline-none";

export const itemClasses =
  "group flex cursor-default select-none items-center gap-2 rounded-md px-2 py-1.5 text-sm outline-none data-[highlighted]:bg-sunken data-[disabled]:text-muted";

export const headingClasses = "px-2 pt-2 pb-1 font-medium text-muted text-xs";

/** An option with its dot, and a mark if it is the selected one. */
export function OptionLabel({ option: { label, dot } }: { option: Option }) {
  return (
    <>
      {dot === undefined ? null : (
        <span aria-hidden="true" className={clsx("size-2 shrink-0 rounded-full", dot)} />
      )}
      <span dir="auto" className="min-w-0 flex-1 text-left [overflow-wrap:anywhere]">
        {label}
      </span>
      <Check aria-hidden="true" className="invisible size-4 shrink-0 group-data-[selected]:visible" />
    </>
  );
}
