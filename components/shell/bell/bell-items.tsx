"use client";

import { CheckCheck, Settings2 } from "lucide-react";
import { useEffect } from "react";
import { formatRelativeTime } from "#components/ui/format/format-time.ts";
import { MenuItem, MenuLink, MenuSeparator } from "#components/ui/menu/menu-items.tsx";
import { showError } from "#components/ui/overlay/toast.ts";
import { useLoad } from "#components/use-load.ts";
import type { NoticeDto } from "#lib/contract/people/notices.ts";
import { listNotices, markAllRead } from "./notices-client.ts";
import { rememberUnread } from "./read-unread.ts";
import { bellTexts } from "./texts.ts";

function NoticeItem({ notice }: { notice: NoticeDto }) {
  const isUnread = notice.readAt === null;
  return (
    <MenuLink href={notice.path}>
      <span className="flex gap-2">
        <span
          aria-hidden="true"
          className={`mt-1.5 size-2 shrink-0 rounded-full ${isUnread ? "bg-accent" : "bg-transparent"}`}
        />
        <span className="min-w-0">
          {isUnread ? <span className="sr-only">{bellTexts.unread} </span> : null}
          <span dir="auto" className="block text-pretty">
            {notice.text}
          </span>
          <time dateTime={notice.createdAt} className="block text-muted text-xs leading-5">
            {formatRelativeTime(notice.createdAt, Date.now())}
          </time>
        </span>
      </span>
    </MenuLink>
  );
}

/** The newest 20 notices. Loaded each time the bell is opened. */
export function BellItems({ onCount }: { onCount: (unread: number) => void }) {
  const { loaded } = useLoad("notices", listNotices);
  const unread = loaded.state === "known" ? loaded.data.unreadCount : 0;
  useEffect(() => {
    if (loaded.state !== "known") return;
    rememberUnread(loaded.data.unreadCount);
    onCount(loaded.data.unreadCount);
  }, [loaded, onCount]);
  const readAll = async () => {
    const result = await markAllRead();
    if (!result.isOk) return showError(result.failure.message);
    rememberUnread(result.data.unreadCount);
    onCount(result.data.unreadCount);
  };
  return (
    <div>
      {loaded.state === "loading" ? <div aria-hidden="true" className="h-24" /> : null}
      {loaded.state === "unknown" ? <p className="px-3 py-4 text-muted text-sm">{bellTexts.failed}</p> : null}
      {loaded.state === "known" && loaded.data.data.length === 0 ? (
        <p className="text-pretty px-3 py-4 text-muted text-sm">{bellTexts.empty}</p>
      ) : null}
      {loaded.state === "known" && loaded.data.data.length > 0 ? (
        <div className="max-h-96 overflow-y-auto">
          {loaded.data.data.map((notice) => (
            <NoticeItem key={notice.id} notice={notice} />
          ))}
        </div>
      ) : null}
      <MenuSeparator />
      {unread === 0 ? null : (
        <MenuItem icon={<CheckCheck aria-hidden="true" />} onSelect={readAll}>
          {bellTexts.markAllRead}
        </MenuItem>
      )}
      <MenuLink href="/account/notifications" icon={<Settings2 aria-hidden="true" />}>
        {bellTexts.settings}
      </MenuLink>
    </div>
  );
}
