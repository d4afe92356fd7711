import type { Metadata } from "next";
import { AccountFrame } from "#components/account/account-frame.tsx";
import { AppsView } from "#components/account/authorized-apps/apps-view.tsx";
import { accountTexts } from "#components/account/texts.ts";
import { readOwnGrantsPage } from "#lib/queries/account/grants.ts";

export const metadata: Metadata = { title: accountTexts.tabs.apps };

interface AppsPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function AppsPage({ searchParams }: AppsPageProps) {
  const { cursor } = await searchParams;
  const data = await readOwnGrantsPage("/account/apps", typeof cursor === "string" ? cursor : undefined);
  return (
    <AccountFrame current="apps">
      <AppsView {...data} />
    </AccountFrame>
  );
}
