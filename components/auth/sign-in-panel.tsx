"use client";

import { type ComponentProps, useState } from "react";
import { AuthCard, type AuthCardProps } from "./auth-card.tsx";
import { CodeForm } from "./code-form.tsx";
import { codeExpired, codeRequired } from "./explain-sign-in-error.ts";
import { SignInForm } from "./sign-in-form.tsx";
import { authTexts } from "./texts.ts";

type Step = { kind: "first"; error: string | undefined; isBack?: true } | { kind: "code" };

interface SignInPanelProps extends Omit<ComponentProps<typeof SignInForm>, "onCodeRequired" | "takesFocus"> {
  /** What surrounds the first step. */
  card: Omit<AuthCardProps, "children">;
  /** What just happened, above the first step. */
  notice: string | undefined;
}

/** The steps of signing in: a password or a provider, and then a code for people with a second factor. */
export function SignInPanel({ card, notice, initialError, ...form }: SignInPanelProps) {
  const [step, setStep] = useState<Step>(
    // A provider's sign-in returns with it.
    initialError === codeRequired ? { kind: "code" } : { kind: "first", error: initialError },
  );
  if (step.kind === "code") {
    const goBack = (error: string | undefined) => {
      // Otherwise a reload would ask for a code again.
      const url = new URL(location.href);
      url.searchParams.delete("error");
      history.replaceState(null, "", url);
      setStep({ kind: "first", error, isBack: true });
    };
    return (
      <AuthCard title={authTexts.signIn.code.title} intro={authTexts.signIn.code.intro}>
        <CodeForm
          returnPath={form.returnPath}
          onExpired={() => goBack(codeExpired)}
          onCancel={() => goBack(undefined)}
        />
      </AuthCard>
    );
  }
  return (
    <AuthCard {...card}>
      {notice === undefined ? null : (
        <p role="status" className="mb-5 rounded-md bg-good-soft px-3 py-2.5 text-good text-sm">
          {notice}
        </p>
      )}
      <SignInForm
        {...form}
        initialError={step.error}
        takesFocus={step.isBack === true}
        onCodeRequired={() => setStep({ kind: "code" })}
      />
    </AuthCard>
  );
}
