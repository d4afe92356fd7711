import type { Metadata } from "next";
import Link from "next/link";
import { QuickStart } from "#components/docs/quick-start.tsx";
import { docsTexts } from "#components/docs/texts.ts";
import { Logo } from "#components/shell/logo.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { readDefaultRateLimit, readOrigin } from "#lib/queries/origin.ts";

export const metadata: Metadata = { title: docsTexts.title };

/** For everybody, signed in or not. */
export default async function DocsPage() {
  const origin = await readOrigin();
  return (
    <div className="mx-auto max-w-3xl px-4 sm:px-6">
      <header className="flex h-14 items-center justify-between border-b">
        <Link href="/" prefetch={false} className="rounded-md">
          <Logo />
        </Link>
        <ButtonLink href="/" prefetch={false}>
          {docsTexts.back}
        </ButtonLink>
      </header>
      <main className="py-8 pb-16">
        <QuickStart origin={origin} rateLimit={readDefaultRateLimit()} />
      </main>
    </div>
  );
}
