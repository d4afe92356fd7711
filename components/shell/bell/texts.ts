export const bellTexts = {
  bell: (unread: number) => (unread === 0 ? "Notices" : `Notices, ${formatUnread(unread)} unread`),
  markAllRead: "Mark all as read",
  settings: "Notification settings",
  empty: "No notices yet. Sign-ins from new devices, changes to your account and expiring keys appear here.",
  failed: "Notices couldn't be loaded",
  unread: "Unread:",
};

/** The API counts to 100. */
export function formatUnread(unread: number): string {
  return unread > 99 ? "99+" : String(unread);
}
