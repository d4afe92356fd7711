import { getAppPath } from "#components/apps/app-path.ts";
import { TabLinks } from "#components/ui/display/tab-links.tsx";
import { appDetailTexts } from "./texts.ts";

/** The tabs of an app's page, by their name in the URL. The first needs none. */
const appPageTabs = ["overview", "usage", "requests", "history"] as const;

type AppPageTab = (typeof appPageTabs)[number];

export function parseAppPageTab(text: string | readonly string[] | undefined): AppPageTab {
  return appPageTabs.find((tab) => tab === text) ?? "overview";
}

interface AppTabsProps {
  teamSlug: string;
  appId: string;
  current: AppPageTab;
}

/** Links between the parts of an app's page. */
export function AppTabs({ teamSlug, appId, current }: AppTabsProps) {
  const path = getAppPath(teamSlug, appId);
  const tabs = appPageTabs.map((tab) => ({
    href: tab === "overview" ? path : `${path}?tab=${tab}`,
    label: appDetailTexts.tabs[tab],
    isCurrent: tab === current,
  }));
  return <TabLinks label={appDetailTexts.tabs.label} tabs={tabs} />;
}
