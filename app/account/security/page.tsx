import type { Metadata } from "next";
import { AccountFrame } from "#components/account/account-frame.tsx";
import { PasskeysSection } from "#components/account/passkeys/passkeys-section.tsx";
import { SecurityView } from "#components/account/security-view.tsx";
import { accountTexts } from "#components/account/texts.ts";
import { TwoFactorSection } from "#components/account/two-factor/two-factor-section.tsx";
import {
  readAccountPage,
  readPasskeysOfPage,
  readProvidersOfPage,
  readTwoFactorOfPage,
} from "#lib/queries/account/account.ts";

export const metadata: Metadata = { title: accountTexts.security.title };

export default async function SecurityPage() {
  const path = "/account/security";
  const [account, providers, twoFactor, passkeys] = await Promise.all([
    readAccountPage(path),
    readProvidersOfPage(path),
    readTwoFactorOfPage(path),
    readPasskeysOfPage(path),
  ]);
  const { lastTeamSlug, userId } = account;
  const keysPath = lastTeamSlug === null ? null : `/t/${lastTeamSlug}/settings/api-keys?owner=${userId}`;
  return (
    <AccountFrame current="security">
      <SecurityView account={account} providers={providers} keysPath={keysPath}>
        <PasskeysSection data={passkeys} twoFactor={twoFactor} />
        <TwoFactorSection twoFactor={twoFactor} />
      </SecurityView>
    </AccountFrame>
  );
}
