import type { ReactNode } from "react";

interface SettingRowProps {
  icon: ReactNode;
  title: ReactNode;
  /** Beside the title, such as a badge. */
  note?: ReactNode;
  details: ReactNode;
  action?: ReactNode;
}

/** One row of a card: an icon, what it is about, and what can be done. */
export function SettingRow({ icon, title, note, details, action }: SettingRowProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-3.5 gap-y-3 border-t px-4 py-3 first:border-t-0">
      <span
        aria-hidden="true"
        className="grid size-9 shrink-0 place-items-center rounded-md bg-sunken text-muted [&>svg]:size-4"
      >
        {icon}
      </span>
      <div className="min-w-0 flex-1 basis-52">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5 font-medium text-sm">
          <span className="min-w-0 [overflow-wrap:anywhere]">{title}</span>
          {note}
        </p>
        <p className="text-muted text-xs leading-5 [overflow-wrap:anywhere]">{details}</p>
      </div>
      {action === undefined ? null : <div className="max-sm:w-full [&>*]:max-sm:w-full">{action}</div>}
    </li>
  );
}
