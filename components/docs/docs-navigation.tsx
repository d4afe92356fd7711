"use client";

import { clsx } from "clsx";
import { usePathname } from "next/navigation";
import { Link } from "#components/ui/link.tsx";
import { docsTexts } from "./texts.ts";

interface DocsLink {
  href: string;
  title: string;
}

/** The list of guides. On small screens it is collapsed, so that the current guide comes first. */
export function DocsNavigation({ links }: { links: readonly DocsLink[] }) {
  return (
    <>
      <div className="max-lg:hidden">
        <GuideList links={links} />
      </div>
      <details className="rounded-lg border px-2 lg:hidden">
        <summary className="rounded-md py-2.5 font-medium text-sm">{docsTexts.navigation}</summary>
        <GuideList links={links} />
      </details>
    </>
  );
}

function GuideList({ links }: { links: readonly DocsLink[] }) {
  const path = usePathname();
  return (
    <nav aria-label={docsTexts.navigation}>
      <ul className="flex flex-col gap-0.5">
        {links.map(({ href, title }) => (
          <li key={href}>
            <Link
              href={href}
              aria-current={path === href ? "page" : undefined}
              className={clsx(
                "flex h-8 items-center rounded-md px-2 text-sm transition-colors hover:bg-sunken hover:text-text coarse:h-11",
                path === href ? "bg-sunken font-medium text-text" : "text-muted",
              )}
            >
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
