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

function describeCard(ways: "all" | "password" | "providers", hasUsers: boolean, returnPath: string) {
  const texts = authTexts.signIn;
  const { title } = texts;
  const createHref = (path: string, query: Record<string, string>) => {
    const all = new URLSearchParams({ ...query, ...(returnPath === "/" ? {} : { callbackUrl: returnPath }) });
    return all.size === 0 ? path : `${path}?${all}`;
  };
  if (ways === "providers") {
    const href = createHref("/sign-in", { way: "password" });
    const other = { question: texts.administratorQuestion, label: texts.administratorLink, href };
    return { title, intro: texts.withoutPassword, other };
  }
  if (ways === "password") {
    const other = {
      question: texts.providerQuestion,
      label: texts.providerLink,
      href: createHref("/sign-in", {}),
    };
    return { title: texts.administratorLink, intro: texts.administratorIntro, other };
  }
  const other = { question: texts.otherWay, label: texts.otherLink, href: createHref("/sign-up", {}) };
  return { title, intro: hasUsers ? texts.intro : texts.introWithoutAccounts, other };
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { callbackUrl, error, notice, way } = await searchParams;
  const returnPath = getSafeCallbackPath(readOne(callbackUrl), await readOrigin());
  if ((await findPageActor()) !== null) redirect(returnPath);
  const options = await readSignInOptions();
  const { providers, hasUsers, canUsePasskeys, emailDomains } = options;
  // The first account is an administrator's, who can have a password.
  const hasPasswords = options.allowsPasswords || !hasUsers;
  const ways = hasPasswords ? "all" : readOne(way) === "password" ? "password" : "providers";
  return (
    <SignInPanel
      // Another key, so that a change of the way starts with its own fields and errors.
      key={ways}
      card={describeCard(ways, hasUsers, returnPath)}
      ways={ways}
      emailDomains={emailDomains}
      notice={readOne(notice) === "password-changed" ? authTexts.signIn.passwordChanged : undefined}
      returnPath={returnPath}
      providers={providers}
      canUsePasskeys={canUsePasskeys && hasUsers}
      initialError={readOne(error)}
    />
  );
}
