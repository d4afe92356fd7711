import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInPanel } from "#components/auth/sign-in-panel.tsx";
import { authTexts } from "#components/auth/texts.ts";
import { getSafeCallbackPath } from "#lib/auth/session/callback-url.ts";
import { findPageActor } from "#lib/auth/session/page-actor.ts";
import { readSignInOptions } from "#lib/queries/account/sign-in.ts";
import { readOrigin } from "#lib/queries/page-context.ts";

export const metadata: Metadata = { title: authTexts.signIn.title };

interface SignInPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

function readOne(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

const notices: ReadonlyMap<string, string> = new Map([
  ["password-changed", authTexts.signIn.passwordChanged],
  ["account-deleted", authTexts.signIn.accountDeleted],
]);

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { callbackUrl, error, notice } = await searchParams;
  const returnPath = getSafeCallbackPath(readOne(callbackUrl), await readOrigin());
  if ((await findPageActor()) !== null) redirect(returnPath);
  const { providers, hasUsers, canUsePasskeys } = await readSignInOptions();
  const { title, intro, introWithoutAccounts, otherWay, otherLink } = authTexts.signIn;
  const query = returnPath === "/" ? "" : `?callbackUrl=${encodeURIComponent(returnPath)}`;
  return (
    <SignInPanel
      card={{
        title,
        intro: hasUsers ? intro : introWithoutAccounts,
        other: { question: otherWay, label: otherLink, href: `/sign-up${query}` },
      }}
      notice={notices.get(readOne(notice) ?? "")}
      returnPath={returnPath}
      providers={providers}
      canUsePasskeys={canUsePasskeys && hasUsers}
      initialError={readOne(error)}
    />
  );
}
