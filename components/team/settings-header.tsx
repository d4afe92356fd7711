import type { ReactNode } from "react";
import { teamTexts } from "./texts.ts";
import type { SettingsPageData } from "./view-data.ts";

interface SettingsHeaderProps {
  title: string;
  intro: string;
  /** The permission that changing something here takes; who lacks it is told whom to ask. */
  writePermission?: string;
  page: Pick<SettingsPageData, "viewer" | "people">;
  children?: ReactNode;
}

export function SettingsHeader({ title, intro, writePermission, page, children }: SettingsHeaderProps) {
  const mayWrite = writePermission === undefined || page.viewer.permissions.includes(writePermission);
  const managers = page.people.filter(({ isManager }) => isManager).map(({ name }) => name);
  return (
    <header className="mb-5 flex flex-wrap items-start justify-between gap-3">
      <div className="min-w-0">
        <h1 className="font-semibold text-xl">{title}</h1>
        <p className="mt-0.5 max-w-2xl text-muted text-sm [overflow-wrap:anywhere]">{intro}</p>
        {mayWrite ? null : <p className="mt-0.5 text-muted text-sm">{teamTexts.askForRole(managers)}</p>}
      </div>
      {mayWrite ? children : null}
    </header>
  );
}
