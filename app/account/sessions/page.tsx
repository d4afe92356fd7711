import type { Metadata } from "next";
import { AccountFrame } from "#components/account/account-frame.tsx";
import { SessionsView } from "#components/account/sessions-view.tsx";
import { accountTexts } from "#components/account/texts.ts";
import { readSessionsPage } from "#lib/queries/account/account.ts";

export const metadata: Metadata = { title: accountTexts.sessions.title };

export default async function SessionsPage() {
  const data = await readSessionsPage("/account/sessions");
  return (
    <AccountFrame current="sessions">
      <SessionsView data={data} />
    </AccountFrame>
  );
}
