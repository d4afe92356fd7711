import type { ReactNode } from "react";
import { mergeClasses } from "./classes.ts";

/** What is known about a thing, each fact under its name. */
export function Facts({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <dl className={mergeClasses("grid grid-cols-2 gap-x-6 gap-y-4 text-sm sm:grid-cols-3", className)}>
      {children}
    </dl>
  );
}

interface FactProps {
  label: string;
  className?: string;
  children: ReactNode;
}

export function Fact({ label, className, children }: FactProps) {
  return (
    <div className={mergeClasses("min-w-0", className)}>
      <dt className="mb-0.5 text-muted text-xs">{label}</dt>
      <dd className="[overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}
