import type { ReactNode } from "react";

interface PageHeaderProps {
  title: string;
  intro: string;
  /** Why the page is read-only for this user, and whom to ask. */
  disabledReason?: string | undefined;
  /** The page's main action, a PageAction. */
  children?: ReactNode;
}

export function PageHeader({ title, intro, disabledReason, children }: PageHeaderProps) {
  return (
    <header className="mb-5 flex items-start justify-between gap-3 max-sm:flex-wrap sm:[&>:nth-child(2)]:shrink-0">
      <div className="min-w-0">
        <h1 className="font-semibold text-xl">{title}</h1>
        <p className="mt-0.5 max-w-2xl text-muted text-sm [overflow-wrap:anywhere]">{intro}</p>
        {disabledReason === undefined ? null : <p className="mt-0.5 text-muted text-sm">{disabledReason}</p>}
      </div>
      {children}
    </header>
  );
}
