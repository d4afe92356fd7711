import { TabLinks } from "#components/ui/display/tab-links.tsx";
import { getServerPath } from "../server-path.ts";
import { serverTexts } from "./texts.ts";

/** The tabs of a server's page, by their name in the URL. The first needs none. */
const serverPageTabs = ["overview", "people", "history"] as const;

type ServerPageTab = (typeof serverPageTabs)[number];

export function parseServerPageTab(text: string | readonly string[] | undefined): ServerPageTab {
  return serverPageTabs.find((tab) => tab === text) ?? "overview";
}

interface ServerTabsProps {
  teamSlug: string;
  serverId: string;
  current: ServerPageTab;
}

/** Links between the parts of a server's page. */
export function ServerTabs({ teamSlug, serverId, current }: ServerTabsProps) {
  const path = getServerPath(teamSlug, serverId);
  const tabs = serverPageTabs.map((tab) => ({
    href: tab === "overview" ? path : `${path}?tab=${tab}`,
    label: serverTexts.tabs[tab],
    isCurrent: tab === current,
  }));
  return <TabLinks label={serverTexts.tabs.label} tabs={tabs} />;
}
