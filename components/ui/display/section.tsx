import { clsx } from "clsx";
import type { ReactNode } from "react";

interface SectionProps {
  /** The heading's ID, unique on the page. */
  id: string;
  title: string;
  intro?: ReactNode;
  className?: string;
  /** None if the intro says all. */
  children?: ReactNode;
}

/** A part of a page with its own heading. */
export function Section({ id, title, intro, className, children }: SectionProps) {
  return (
    <section aria-labelledby={id} className={clsx("min-w-0", className)}>
      <h2 id={id} className="font-semibold text-base">
        {title}
      </h2>
      {intro ? <p className="mt-0.5 max-w-prose text-pretty text-muted text-sm">{intro}</p> : null}
      {children ? <div className="mt-3">{children}</div> : null}
    </section>
  );
}
