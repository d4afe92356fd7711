"use client";

import { type ComponentProps, useState } from "react";
import { AuthCard, type AuthCardProps } from "./auth-card.tsx";
import { CodeForm } from "./code-form.tsx";
import { codeExpired, findSecondStep, type SecondStep } from "./explain-sign-in-error.ts";
import { SignInForm } from "./sign-in-form.tsx";
import { useSignInNotice } from "./sign-in-notice.ts";
import { authTexts } from "./texts.ts";

type Step =
  | { kind: "first"; error: string | undefined; isBack?: true }
  | { kind: "second"; ways: SecondStep };

interface SignInPanelProps extends Omit<ComponentProps<typeof SignInForm>, "onSecondStep" | "takesFocus"> {
  /** What surrounds the first step. */
  card: Omit<AuthCardProps, "children">;
}

/** The steps of signing in: a password or a provider, and then a code or a passkey for people with a second factor. */
export function SignInPanel({ card, initialError, ...form }: SignInPanelProps) {
  const [step, setStep] = useState<Step>(() => {
    // A provider's sign-in returns with it.
    const ways = findSecondStep(initialError);
    return ways === null ? { kind: "first", error: initialError } : { kind: "second", ways };
  });
  const notice = useSignInNotice();
  if (step.kind === "second") {
    const goBack = (error: string | undefined) => {
      // Otherwise a reload would ask for a code again.
      const url = new URL(location.href);
      url.searchParams.delete("error");
      history.replaceState(null, "", url);
      setStep({ kind: "first", error, isBack: true });
    };
    return (
      <AuthCard title={getSecondTitle(step.ways)} intro={authTexts.signIn.code.intro}>
        <CodeForm
          ways={step.ways}
          canUsePasskeys={form.canUsePasskeys}
          returnPath={form.returnPath}
          onExpired={() => goBack(codeExpired)}
          onCancel={() => goBack(undefined)}
        />
      </AuthCard>
    );
  }
  return (
    <AuthCard {...card}>
      <div role="status">
        {notice === undefined ? null : (
          <p className="mb-5 rounded-md bg-good-soft px-3 py-2.5 text-good text-sm">{notice}</p>
        )}
      </div>
      <SignInForm
        {...form}
        initialError={step.error}
        takesFocus={step.isBack === true}
        onSecondStep={(ways) => setStep({ kind: "second", ways })}
      />
    </AuthCard>
  );
}

function getSecondTitle({ app, passkey }: SecondStep): string {
  const { code, passkey: texts } = authTexts.signIn;
  if (!passkey) return code.title;
  return app ? texts.titleWithCode : texts.title;
}
