import type { Metadata } from "next";
import { cookies } from "next/headers";
import { AccountFrame } from "#components/account/account-frame.tsx";
import { AppearanceView } from "#components/account/appearance-view.tsx";
import { accountTexts } from "#components/account/texts.ts";
import { themeCookie } from "#components/ui/theme/theme.ts";
import { requirePagePerson } from "#lib/auth/session/page-actor.ts";

export const metadata: Metadata = { title: accountTexts.appearance.title };

export default async function AppearancePage() {
  await requirePagePerson("/account/appearance");
  const theme = (await cookies()).get(themeCookie)?.value;
  return (
    <AccountFrame current="appearance">
      <AppearanceView theme={theme} />
    </AccountFrame>
  );
}
