import type { Metadata } from "next";
import { AccountFrame } from "#components/account/account-frame.tsx";
import { AppsView } from "#components/account/apps-view.tsx";
import { accountTexts } from "#components/account/texts.ts";
import { requirePagePerson } from "#lib/auth/session/page-actor.ts";

export const metadata: Metadata = { title: accountTexts.tabs.apps };

export default async function AppsPage() {
  await requirePagePerson("/account/apps");
  return (
    <AccountFrame current="apps">
      <AppsView />
    </AccountFrame>
  );
}
