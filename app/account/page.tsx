import type { Metadata } from "next";
import { AccountFrame } from "#components/account/account-frame.tsx";
import { ProfileView } from "#components/account/profile/profile-view.tsx";
import { accountTexts } from "#components/account/texts.ts";
import { readAccountPage } from "#lib/queries/account/account.ts";

export const metadata: Metadata = { title: accountTexts.title };

export default async function AccountPage() {
  const account = await readAccountPage("/account");
  return (
    <AccountFrame current="profile">
      <ProfileView account={account} />
    </AccountFrame>
  );
}
