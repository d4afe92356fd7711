export const bellTexts = {
  bell: (unread: number) =>
    unread === 0 ? "Notifications" : `Notifications, ${formatUnread(unread)} unread`,
  markAllRead: "Mark all as read",
  settings: "Notification settings",
  empty:
    "No notifications yet. Sign-ins from new devices, changes to your account and expiring keys appear here.",
  failed: "Notifications couldn't be loaded. Open the bell again.",
  unread: "Unread:",
};

/** The API counts to 100. */
export function formatUnread(unread: number): string {
  return unread > 99 ? "99+" : String(unread);
}
