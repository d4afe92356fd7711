import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { listReferenceGroups } from "#components/api-reference/list-reference-groups.ts";
import { DocsMenu } from "#components/docs/docs-menu.tsx";
import { DocsNavigation } from "#components/docs/docs-navigation.tsx";
import { DocsSearch } from "#components/docs/docs-search.tsx";
import { listDocsGroups } from "#components/docs/list-docs-groups.ts";
import { docsTexts } from "#components/docs/texts.ts";
import { Logo } from "#components/shell/logo.tsx";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { Link } from "#components/ui/link.tsx";
import { themeCookie } from "#components/ui/theme/theme.ts";
import { ThemeSwitch } from "#components/ui/theme/theme-switch.tsx";
import { createOpenApiDocument } from "#lib/api/openapi/create-document.ts";
import { routes } from "#lib/api/routes.ts";
import { documentGroups } from "#lib/queries/documents.ts";

/** The frame of the documentation, which is public. */
export default async function DocsLayout({ children }: { children: ReactNode }) {
  const theme = (await cookies()).get(themeCookie)?.value;
  const groups = listDocsGroups(documentGroups, listReferenceGroups(createOpenApiDocument(routes)));
  return (
    <>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-60 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2"
      >
        {docsTexts.skip}
      </a>
      <header className="sticky top-0 z-30 border-b bg-canvas">
        <div className="mx-auto flex h-14 max-w-[90rem] items-center gap-2 px-3 sm:gap-3 sm:px-6">
          <DocsMenu groups={groups} theme={theme} />
          <Link href="/docs" className="flex min-w-0 items-center gap-2.5 rounded-md">
            <Logo />
            <span className="border-l pl-2.5 text-muted text-sm max-sm:hidden">{docsTexts.title}</span>
          </Link>
          <div className="flex flex-1 items-center justify-end gap-1 sm:gap-3">
            <DocsSearch />
            <ThemeSwitch initial={theme} className="max-sm:hidden" />
            <ButtonLink href="/" className="max-md:hidden">
              {docsTexts.back}
            </ButtonLink>
          </div>
        </div>
      </header>
      <div className="mx-auto max-w-[90rem] px-4 sm:px-6 lg:grid lg:grid-cols-[14rem_minmax(0,1fr)] lg:gap-10 xl:gap-14">
        <div className="sticky top-14 h-[calc(100dvh-3.5rem)] overflow-y-auto py-8 pr-2 max-lg:hidden">
          <DocsNavigation groups={groups} />
        </div>
        <main id="content" tabIndex={-1} className="min-w-0 py-8 outline-none lg:py-10">
          {children}
        </main>
      </div>
    </>
  );
}
