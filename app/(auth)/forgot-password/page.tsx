import type { Metadata } from "next";
import { AuthCard } from "#components/auth/auth-card.tsx";
import { RequestResetForm } from "#components/auth/reset/request-reset-form.tsx";
import { resetTexts } from "#components/auth/reset/texts.ts";
import { readSignInOptions } from "#lib/queries/account/sign-in.ts";

const texts = resetTexts.request;

export const metadata: Metadata = { title: texts.title };

export default async function ForgotPasswordPage() {
  const { adminProgram, canMail, allowsPasswords } = await readSignInOptions();
  return (
    <AuthCard
      title={texts.title}
      intro={`${allowsPasswords ? "" : `${texts.administratorsOnly} `}${canMail ? texts.intro : texts.noMail}`}
      other={{ question: texts.remembered, label: texts.signIn, href: "/sign-in" }}
    >
      {canMail ? (
        <RequestResetForm />
      ) : (
        <pre className="whitespace-pre-wrap rounded-md border bg-sunken px-3 py-2.5 text-xs leading-5 [overflow-wrap:anywhere]">
          <code>{texts.command(adminProgram, texts.exampleEmail)}</code>
        </pre>
      )}
    </AuthCard>
  );
}
