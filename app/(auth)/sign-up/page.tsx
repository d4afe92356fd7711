import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AuthCard } from "#components/auth/auth-card.tsx";
import { ProviderButtons } from "#components/auth/provider-buttons.tsx";
import { SignUpForm } from "#components/auth/sign-up-form.tsx";
import { authTexts } from "#components/auth/texts.ts";
import { getSafeCallbackPath } from "#lib/auth/session/callback-url.ts";
import { findPageActor } from "#lib/auth/session/page-actor.ts";
import { readSignInOptions } from "#lib/queries/account/sign-in.ts";
import { readOrigin } from "#lib/queries/page-context.ts";

// The URL may contain the setup code until the page has read it.
export const metadata: Metadata = { title: authTexts.signUp.title, referrer: "no-referrer" };

/** The page a new account starts on, where it generates its first key. */
const firstPage = "/settings/api-keys";

interface SignUpPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function SignUpPage({ searchParams }: SignUpPageProps) {
  const { callbackUrl } = await searchParams;
  const requested = typeof callbackUrl === "string" ? callbackUrl : firstPage;
  const returnPath = getSafeCallbackPath(requested, await readOrigin());
  if ((await findPageActor()) !== null) redirect(returnPath);
  const { providers, isOpen, needsSetUpCode, hasUsers, allowsPasswords } = await readSignInOptions();
  const texts = authTexts.signUp;
  const other = { question: texts.otherWay, label: texts.otherLink, href: "/sign-in" };
  if (!isOpen) {
    return (
      <AuthCard title={texts.closedTitle} intro={texts.closed} other={other}>
        {null}
      </AuthCard>
    );
  }
  // The first account is an administrator's, who can have a password.
  if (!allowsPasswords && hasUsers) {
    return (
      <AuthCard title={texts.title} intro={texts.withoutPassword} other={other}>
        <ProviderButtons providers={providers} returnPath={returnPath} isOnlyWay />
      </AuthCard>
    );
  }
  return (
    <AuthCard title={texts.title} intro={hasUsers ? texts.intro : texts.firstIntro} other={other}>
      <SignUpForm returnPath={returnPath} needsSetUpCode={needsSetUpCode} providers={providers} />
    </AuthCard>
  );
}
