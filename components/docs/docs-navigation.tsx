"use client";

import { clsx } from "clsx";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { Link } from "#components/ui/link.tsx";
import { docsTexts } from "./texts.ts";
import { useCurrentHeading } from "./use-current-heading.ts";

/** A part of a page, which the navigation lists while that page is open. */
interface DocsPart {
  id: string;
  title: string;
}

interface DocsLink {
  href: string;
  title: string;
  parts?: readonly DocsPart[];
}

export interface DocsGroup {
  title: string;
  links: readonly DocsLink[];
}

/** All pages of the documentation, in groups. */
export function DocsNavigation({ groups }: { groups: readonly DocsGroup[] }) {
  const path = usePathname();
  const list = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new path marks another link.
  useEffect(() => {
    list.current?.querySelector('[aria-current="page"]')?.scrollIntoView({ block: "nearest" });
  }, [path]);
  return (
    <nav ref={list} aria-label={docsTexts.navigation} className="flex flex-col gap-6">
      {groups.map(({ title, links }) => (
        <div key={title}>
          <p className="mb-1 px-2 font-medium text-text text-xs">{title}</p>
          <ul aria-label={title} className="flex flex-col gap-px">
            {links.map((link) => (
              <li key={link.href}>
                <PageLink link={link} isCurrent={path === link.href} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function PageLink({ link, isCurrent }: { link: DocsLink; isCurrent: boolean }) {
  return (
    <>
      <Link
        href={link.href}
        aria-current={isCurrent ? "page" : undefined}
        className={clsx(
          "flex min-h-7.5 items-center rounded-md px-2 py-1 text-sm transition-colors hover:bg-sunken hover:text-text coarse:min-h-11",
          isCurrent ? "bg-accent-soft font-medium text-accent-text" : "text-muted",
        )}
      >
        {link.title}
      </Link>
      {isCurrent && link.parts !== undefined ? <PartList parts={link.parts} /> : null}
    </>
  );
}

function PartList({ parts }: { parts: readonly DocsPart[] }) {
  const current = useCurrentHeading(parts.map(({ id }) => id));
  return (
    <ul className="my-1 ml-2 flex flex-col border-l">
      {parts.map(({ id, title }) => (
        <li key={id}>
          <a
            href={`#${id}`}
            aria-current={id === current ? "location" : undefined}
            className={clsx(
              "-ml-px block border-l py-1 pl-3 text-xs leading-5 transition-colors hover:text-text coarse:py-3",
              id === current ? "border-accent font-medium text-text" : "border-transparent text-muted",
            )}
          >
            {title}
          </a>
        </li>
      ))}
    </ul>
  );
}
