import type { ReactNode } from "react";

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  children: ReactNode;
  /** Buttons for the next step. */
  actions?: ReactNode;
}

/** Shown in place of an empty list: why it is empty and what to do next. */
export function EmptyState({ icon, title, children, actions }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center rounded-lg border border-dashed px-6 py-14 text-center">
      <div className="mb-3 grid size-10 place-items-center rounded-lg bg-sunken text-muted [&_svg]:size-5">
        {icon}
      </div>
      <h2 className="font-semibold text-base">{title}</h2>
      <div className="mt-1 max-w-md text-pretty text-muted text-sm">{children}</div>
      {actions ? <div className="mt-5 flex flex-wrap justify-center gap-2">{actions}</div> : null}
    </div>
  );
}
