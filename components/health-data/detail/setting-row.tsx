import type { ReactNode } from "react";

interface SettingRowProps {
  title: string;
  /** The current state, beside the title. */
  state?: ReactNode;
  text: ReactNode;
  /** The button that changes it. */
  action?: ReactNode;
}

/** One line of a framed list of settings: what it is, its state in words, and how to change it. */
export function SettingRow({ title, state, text, action }: SettingRowProps) {
  return (
    <div className="flex items-start justify-between gap-x-6 gap-y-3 px-4 py-3 max-sm:flex-col">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 font-medium text-sm">
          {title}
          {state}
        </p>
        <div className="mt-0.5 max-w-prose text-pretty text-muted text-sm [overflow-wrap:anywhere]">
          {text}
        </div>
      </div>
      {action === undefined ? null : (
        <div className="flex shrink-0 flex-wrap gap-2 max-sm:w-full">{action}</div>
      )}
    </div>
  );
}
