import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AuthCard } from "#components/auth/auth-card.tsx";
import { SignInForm } from "#components/auth/sign-in-form.tsx";
import { authTexts } from "#components/auth/texts.ts";
import { getSafeCallbackPath } from "#lib/auth/session/callback-url.ts";
import { findPageActor } from "#lib/auth/session/page-actor.ts";
import { readOrigin } from "#lib/queries/page-context.ts";
import { readSignInOptions } from "#lib/queries/sign-in.ts";

export const metadata: Metadata = { title: authTexts.signIn.title };

interface SignInPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

function readOne(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { callbackUrl, error, notice } = await searchParams;
  const returnPath = getSafeCallbackPath(readOne(callbackUrl), await readOrigin());
  if ((await findPageActor()) !== null) redirect(returnPath);
  const { providers, hasUsers } = await readSignInOptions();
  const { title, intro, introWithoutAccounts, otherWay, otherLink } = authTexts.signIn;
  const query = returnPath === "/" ? "" : `?callbackUrl=${encodeURIComponent(returnPath)}`;
  return (
    <AuthCard
      title={title}
      intro={hasUsers ? intro : introWithoutAccounts}
      other={{ question: otherWay, label: otherLink, href: `/sign-up${query}` }}
    >
      {readOne(notice) === "password-changed" ? (
        <p role="status" className="mb-5 rounded-md bg-good-soft px-3 py-2.5 text-good text-sm">
          {authTexts.signIn.passwordChanged}
        </p>
      ) : null}
      <SignInForm returnPath={returnPath} providers={providers} initialError={readOne(error)} />
    </AuthCard>
  );
}
