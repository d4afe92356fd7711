import { clsx } from "clsx";
import { Pencil, RefreshCw } from "lucide-react";
import type { PlacedMarks } from "./place-marks.ts";

const icons = { rotated: RefreshCw, edited: Pencil } as const;

interface AxisMarksProps {
  placed: readonly PlacedMarks[];
  /** The number of bars. */
  count: number;
}

/** Lines where something changed, in front of the bar of that time. */
export function MarkLines({ placed, count }: AxisMarksProps) {
  return placed.map(({ index }) => (
    <div
      key={index}
      aria-hidden="true"
      className="pointer-events-none absolute inset-y-0 border-accent-text border-l"
      style={{ left: `${(index / count) * 100}%` }}
    />
  ));
}

/** Icons below the lines. The list below the chart and the values of each bar say the same in words. */
export function AxisMarks({ placed, count }: AxisMarksProps) {
  return (
    <div aria-hidden="true" className="relative h-6">
      {placed.map(({ index, marks }) => {
        const Icon = icons[marks.some(({ kind }) => kind === "rotated") ? "rotated" : "edited"];
        return (
          <span
            key={index}
            className={clsx(
              "absolute top-0.5 grid size-5 -translate-x-1/2 place-items-center rounded-full bg-accent-soft text-accent-text",
            )}
            style={{ left: `clamp(10px, ${(index / count) * 100}%, calc(100% - 10px))` }}
          >
            <Icon className="size-3" />
          </span>
        );
      })}
    </div>
  );
}
