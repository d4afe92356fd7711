import type { Metadata } from "next";
import { AccountFrame } from "#components/account/account-frame.tsx";
import { SecurityView } from "#components/account/security-view.tsx";
import { accountTexts } from "#components/account/texts.ts";
import { readAccountPage } from "#lib/queries/account.ts";

export const metadata: Metadata = { title: accountTexts.security.title };

export default async function SecurityPage() {
  const account = await readAccountPage("/account/security");
  const { lastTeamSlug, userId } = account;
  const keysPath = lastTeamSlug === null ? null : `/t/${lastTeamSlug}/settings/api-keys?owner=${userId}`;
  return (
    <AccountFrame current="security">
      <SecurityView account={account} keysPath={keysPath} />
    </AccountFrame>
  );
}
