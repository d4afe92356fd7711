import type { Metadata } from "next";
import { AccountFrame } from "#components/account/account-frame.tsx";
import { NotificationsView } from "#components/account/notifications-view.tsx";
import { accountTexts } from "#components/account/texts.ts";
import { readNotificationsPage } from "#lib/queries/account/notifications.ts";

export const metadata: Metadata = { title: accountTexts.tabs.notifications };

export default async function NotificationsPage() {
  const settings = await readNotificationsPage("/account/notifications");
  return (
    <AccountFrame current="notifications">
      <NotificationsView settings={settings} />
    </AccountFrame>
  );
}
