import { getAppPath } from "#components/apps/app-path.ts";
import { TabLinks } from "#components/ui/display/tab-links.tsx";
import type { AppDto } from "#lib/contract/apps/app-output.ts";
import { appDetailTexts } from "./texts.ts";

/** The tabs of an app's page, by their name in the URL. The first needs none. */
const appPageTabs = ["overview", "keyless", "people", "usage", "requests", "history"] as const;

type AppPageTab = (typeof appPageTabs)[number];

export function parseAppPageTab(text: string | readonly string[] | undefined): AppPageTab {
  return appPageTabs.find((tab) => tab === text) ?? "overview";
}

interface AppTabsProps {
  teamSlug: string;
  app: Pick<AppDto, "id" | "kind">;
  current: AppPageTab;
}

/** Only an app that acts by itself can get tokens by rules. */
function hasKeylessTab({ kind }: Pick<AppDto, "kind">): boolean {
  return kind === "service";
}

/** Only an app that people sign in to is given access by people. */
function hasPeopleTab({ kind }: Pick<AppDto, "kind">): boolean {
  return kind !== "service";
}

/** Whether an app of this kind has this tab. */
export function hasAppTab(app: Pick<AppDto, "kind">, tab: AppPageTab): boolean {
  if (tab === "keyless") return hasKeylessTab(app);
  return tab !== "people" || hasPeopleTab(app);
}

/** Links between the parts of an app's page. */
export function AppTabs({ teamSlug, app, current }: AppTabsProps) {
  const path = getAppPath(teamSlug, app.id);
  const offered = appPageTabs.filter((tab) => hasAppTab(app, tab));
  const tabs = offered.map((tab) => ({
    href: tab === "overview" ? path : `${path}?tab=${tab}`,
    label: appDetailTexts.tabs[tab],
    isCurrent: tab === current,
  }));
  return <TabLinks label={appDetailTexts.tabs.label} tabs={tabs} />;
}
