import { clsx } from "clsx";
import type { ReactNode } from "react";

interface FactsProps {
  /** The number of columns on wide screens. */
  columns?: 2 | 3;
  isBoxed?: boolean;
  children: ReactNode;
}

/** A list of properties, each value below its label. */
export function Facts({ columns = 3, isBoxed = false, children }: FactsProps) {
  return (
    <dl
      className={clsx(
        "grid grid-cols-2 gap-x-6 gap-y-4 text-sm",
        columns === 3 && "sm:grid-cols-3",
        isBoxed && "rounded-lg border p-4",
      )}
    >
      {children}
    </dl>
  );
}

interface FactProps {
  label: string;
  className?: string;
  children: ReactNode;
}

/**
 * Its label and value take a row each, so that the values beside a label of two lines stay on one line. A time breaks in
 * a narrow column.
 */
export function Fact({ label, className, children }: FactProps) {
  return (
    <div
      className={clsx(
        "row-span-2 grid min-w-0 grid-cols-[minmax(0,1fr)] grid-rows-subgrid gap-y-0.5",
        className,
      )}
    >
      <dt className="text-muted text-xs">{label}</dt>
      <dd className="[overflow-wrap:anywhere] [&_time]:whitespace-normal">{children}</dd>
    </div>
  );
}
