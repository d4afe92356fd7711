import type { ReactNode } from "react";
import { referenceTexts } from "#components/api-reference/texts.ts";
import { DocsNavigation } from "#components/docs/docs-navigation.tsx";
import { DocsSearch } from "#components/docs/docs-search.tsx";
import { docsTexts } from "#components/docs/texts.ts";
import { Logo } from "#components/shell/logo.tsx";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { Link } from "#components/ui/link.tsx";
import { documents } from "#lib/queries/documents.ts";

/** The frame of the guides, which are public. */
export default function DocsLayout({ children }: { children: ReactNode }) {
  const guides = documents.map(({ name, title }) => ({ href: `/docs/${name}`, title }));
  return (
    <div className="mx-auto max-w-5xl px-4 sm:px-6">
      <header className="flex h-14 items-center justify-between border-b">
        <Link href="/" prefetch={false} className="rounded-md">
          <Logo />
        </Link>
        <ButtonLink href="/" prefetch={false}>
          {docsTexts.back}
        </ButtonLink>
      </header>
      <div className="grid gap-8 py-6 lg:grid-cols-[13rem_minmax(0,1fr)]">
        <div className="flex flex-col gap-4">
          <DocsSearch />
          <DocsNavigation links={[...guides, { href: "/docs/api", title: referenceTexts.title }]} />
        </div>
        <main className="min-w-0 pb-16">{children}</main>
      </div>
    </div>
  );
}
