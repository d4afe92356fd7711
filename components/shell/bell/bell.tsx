"use client";

import { Bell as BellIcon } from "lucide-react";
import { usePathname } from "next/navigation";
import { useEffect, useState } from "react";
import { loadWhenIdle } from "#components/ui/load-when-idle.ts";
import { Menu } from "#components/ui/menu/menu.tsx";
import type { BellItems } from "./bell-items.tsx";
import { bellTexts, formatUnread } from "./texts.ts";

function useUnreadCount() {
  const [unread, setUnread] = useState(0);
  const pathname = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a navigation is the reason to read again.
  useEffect(() => {
    const read = async () => {
      const { readUnread } = await import("./read-unread.ts");
      setUnread(await readUnread());
    };
    const readWhenFocused = () => void read().catch(() => {});
    const stopWaiting = loadWhenIdle(read);
    window.addEventListener("focus", readWhenFocused);
    return () => {
      stopWaiting();
      window.removeEventListener("focus", readWhenFocused);
    };
  }, [pathname]);
  return { unread, setUnread };
}

/** What the console tells the signed-in person, with the number of unread notices. */
export function Bell({ align = "start" }: { align?: "start" | "end" }) {
  const { unread, setUnread } = useUnreadCount();
  const [Items, setItems] = useState<typeof BellItems>();
  const loadItems = async () => {
    const loaded = await import("./bell-items.tsx");
    setItems(() => loaded.BellItems);
  };
  return (
    <Menu
      align={align}
      isWide
      loadItems={loadItems}
      trigger={
        <button
          type="button"
          aria-label={bellTexts.bell(unread)}
          className="grid size-9 shrink-0 place-items-center rounded-md text-muted hover:bg-sunken hover:text-text coarse:size-11"
        >
          <span aria-hidden="true" className="relative">
            <BellIcon className="size-4" />
            {unread === 0 ? null : (
              <span className="absolute -top-2 left-2 min-w-4 rounded-full bg-accent px-1 text-center font-medium text-[0.625rem] text-white leading-4">
                {formatUnread(unread)}
              </span>
            )}
          </span>
        </button>
      }
    >
      {Items === undefined ? null : <Items onCount={setUnread} />}
    </Menu>
  );
}
