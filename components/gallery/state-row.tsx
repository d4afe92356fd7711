import type { ReactNode } from "react";

/** The states of one variant, side by side. */
export function StateRow({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid items-center gap-2 sm:grid-cols-[6rem_minmax(0,1fr)]">
      <p className="text-muted text-xs">{name}</p>
      <div className="flex flex-wrap items-center gap-3">{children}</div>
    </div>
  );
}
