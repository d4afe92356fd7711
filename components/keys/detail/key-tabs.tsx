import { clsx } from "clsx";
import { getKeyPath } from "#components/keys/key-path.ts";
import { Link } from "#components/ui/link.tsx";
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
  return (
    <nav aria-label={detailTexts.tabs.label} className="mb-5 flex gap-6 overflow-x-auto border-b">
      {keyPageTabs.map((tab) => (
        <Link
          key={tab}
          href={tab === "overview" ? path : `${path}?tab=${tab}`}
          scroll={false}
          aria-current={tab === current ? "page" : undefined}
          className={clsx(
            "-mb-px whitespace-nowrap border-b-2 py-2.5 font-medium text-sm outline-offset-[-2px] coarse:py-3.5",
            tab === current
              ? "border-accent text-text"
              : "border-transparent text-muted transition-colors hover:text-text",
          )}
        >
          {detailTexts.tabs[tab]}
        </Link>
      ))}
    </nav>
  );
}
