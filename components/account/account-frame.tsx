import type { ReactNode } from "react";
import { TabLinks } from "#components/ui/display/tab-links.tsx";
import { accountTexts } from "./texts.ts";

/** The tabs of the account area, by their name in the path. The first needs none. */
const accountTabs = ["profile", "security", "sessions", "notifications", "apps", "appearance"] as const;

type AccountTab = (typeof accountTabs)[number];

function getAccountPath(tab: AccountTab): string {
  return tab === "profile" ? "/account" : `/account/${tab}`;
}

/** The heading and the tabs of an account page. */
export function AccountFrame({ current, children }: { current: AccountTab; children: ReactNode }) {
  const { title, tabs } = accountTexts;
  return (
    <div className="mx-auto max-w-3xl">
      <h1 className="mb-2 font-semibold text-xl">{title}</h1>
      <TabLinks
        label={tabs.label}
        tabs={accountTabs.map((tab) => ({
          href: getAccountPath(tab),
          label: tabs[tab],
          isCurrent: tab === current,
        }))}
      />
      <div className="flex flex-col gap-5">{children}</div>
    </div>
  );
}
