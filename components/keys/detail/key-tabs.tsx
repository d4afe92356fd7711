import { getKeyPath } from "#components/keys/key-path.ts";
import { TabLinks } from "#components/ui/display/tab-links.tsx";
import { detailTexts } from "./texts.ts";

/** The tabs of a key's page, by their name in the URL. The first needs none. */
const keyPageTabs = ["overview", "usage", "requests", "history"] as const;

type KeyPageTab = (typeof keyPageTabs)[number];

export function parseKeyPageTab(text: string | readonly string[] | undefined): KeyPageTab {
  return keyPageTabs.find((tab) => tab === text) ?? "overview";
}

interface KeyTabsProps {
  teamSlug: string;
  keyId: string;
  current: KeyPageTab;
}

/** Links between the parts of a key's page. */
export function KeyTabs({ teamSlug, keyId, current }: KeyTabsProps) {
  const path = getKeyPath(teamSlug, keyId);
  const tabs = keyPageTabs.map((tab) => ({
    href: tab === "overview" ? path : `${path}?tab=${tab}`,
    label: detailTexts.tabs[tab],
    isCurrent: tab === current,
  }));
  return <TabLinks label={detailTexts.tabs.label} tabs={tabs} />;
}
