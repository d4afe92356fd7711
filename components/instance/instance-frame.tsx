import type { ReactNode } from "react";
import { TabLinks } from "#components/ui/display/tab-links.tsx";
import { instanceTexts } from "./texts.ts";

const instanceTabs = ["people", "teams", "provisioning", "audit", "settings", "health"] as const;

type InstanceTab = (typeof instanceTabs)[number];

interface InstanceFrameProps {
  current: InstanceTab;
  children: ReactNode;
}

/** The name of the area and its tabs. Each page has a heading of its own. */
export function InstanceFrame({ current, children }: InstanceFrameProps) {
  const { title, tabs } = instanceTexts;
  return (
    <>
      <p className="mb-1 font-medium text-muted text-sm">{title}</p>
      <TabLinks
        label={tabs.label}
        tabs={instanceTabs.map((tab) => ({
          href: `/instance/${tab}`,
          label: tabs[tab],
          isCurrent: tab === current,
        }))}
      />
      {children}
    </>
  );
}
