import { clsx } from "clsx";
import type { ReactNode } from "react";

interface CardProps {
  /** The heading's id, unique on the page. */
  id: string;
  title: string;
  /** Beside the heading. */
  note?: ReactNode;
  /** A link or button at the right of the heading. */
  action?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A framed part of a page with its own heading. */
export function Card({ id, title, note, action, className, children }: CardProps) {
  return (
    <section aria-labelledby={id} className={clsx("h-full min-w-0 rounded-lg border bg-raised", className)}>
      <div className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b px-4 py-2">
        <div className="flex flex-wrap items-baseline gap-x-2.5">
          <h2 id={id} className="font-semibold text-base">
            {title}
          </h2>
          {note === undefined ? null : <span className="text-muted text-xs">{note}</span>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}

/** What a card says instead of a list. */
export function CardText({ children }: { children: ReactNode }) {
  return <p className="px-4 py-3 text-pretty text-muted text-sm">{children}</p>;
}
