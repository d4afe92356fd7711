"use client";

import { clsx } from "clsx";
import { Activity, AppWindow, BookOpen, Bot, Database, House, Settings } from "lucide-react";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { shellTexts } from "#components/shell/texts.ts";
import { Link } from "#components/ui/link.tsx";

interface EntryProps {
  href: string;
  icon?: ReactNode;
  /** `page` for the current page, `section` for a section that contains it. */
  state: "page" | "section" | "elsewhere";
  isNested?: boolean;
  children: ReactNode;
}

function Entry({ href, icon, state, isNested = false, children }: EntryProps) {
  return (
    <li>
      <Link
        href={href}
        aria-current={state === "page" ? "page" : undefined}
        className={clsx(
          "flex h-8 items-center gap-2.5 rounded-md px-2 text-sm transition-colors hover:bg-sunken hover:text-text coarse:h-11 [&_svg]:size-4",
          state === "elsewhere" ? "text-muted" : "text-text",
          (state === "page" || (state === "section" && isNested)) && "bg-sunken font-medium",
          isNested && "pl-8.5",
        )}
      >
        {icon}
        {children}
      </Link>
    </li>
  );
}

const pages = [
  ["requests", shellTexts.requests, Activity],
  ["health-data", shellTexts.healthData, Database],
  ["ai-workers", shellTexts.aiWorkers, Bot],
  ["apps", shellTexts.apps, AppWindow],
] as const;

const settingsPages = [
  ["api-keys", shellTexts.apiKeys],
  ["members", shellTexts.members],
  ["environments", shellTexts.environments],
  ["permissions", shellTexts.permissions],
  ["audit-log", shellTexts.auditLog],
  ["team", shellTexts.team],
] as const;

function getState(path: string, href: string): EntryProps["state"] {
  if (path === href) return "page";
  return path.startsWith(`${href}/`) ? "section" : "elsewhere";
}

/** The team's pages. Those of the settings are always listed, so that API Keys is one click away everywhere. */
export function Navigation({ teamSlug }: { teamSlug: string }) {
  const path = usePathname();
  const home = `/t/${teamSlug}`;
  const settings = `${home}/settings`;
  return (
    <nav aria-label={shellTexts.navigation}>
      <ul className="flex flex-col gap-0.5">
        <Entry href={home} icon={<House aria-hidden="true" />} state={path === home ? "page" : "elsewhere"}>
          {shellTexts.overview}
        </Entry>
        {pages.map(([name, label, Icon]) => (
          <Entry
            key={name}
            href={`${home}/${name}`}
            icon={<Icon aria-hidden="true" />}
            state={getState(path, `${home}/${name}`)}
          >
            {label}
          </Entry>
        ))}
        <Entry
          href={`${settings}/api-keys`}
          icon={<Settings aria-hidden="true" />}
          state={path.startsWith(settings) ? "section" : "elsewhere"}
        >
          {shellTexts.settings}
        </Entry>
        {settingsPages.map(([name, label]) => (
          <Entry
            key={name}
            href={`${settings}/${name}`}
            state={getState(path, `${settings}/${name}`)}
            isNested
          >
            {label}
          </Entry>
        ))}
        <Entry href="/docs" icon={<BookOpen aria-hidden="true" />} state="elsewhere">
          {shellTexts.docs}
        </Entry>
      </ul>
    </nav>
  );
}
