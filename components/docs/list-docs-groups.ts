import type { DocsGroup } from "./docs-navigation.tsx";

interface GuideGroup {
  title: string;
  guides: readonly { name: string; title: string }[];
}

interface OperationGroup {
  slug: string;
  name: string;
  operations: readonly { id: string; title: string }[];
}

interface Reference {
  title: string;
  overview: string;
  groups: readonly OperationGroup[];
}

/** All pages in reading order: the guides, then the API reference. */
export function listDocsGroups(guideGroups: readonly GuideGroup[], reference: Reference): DocsGroup[] {
  const guides = guideGroups.map(({ title, guides }) => ({
    title,
    links: guides.map((guide) => ({ href: `/docs/${guide.name}`, title: guide.title })),
  }));
  const operations = reference.groups.map(({ slug, name, operations }) => ({
    href: `/docs/api/${slug}`,
    title: name,
    parts: operations,
  }));
  const overview = { href: "/docs/api", title: reference.overview };
  return [...guides, { title: reference.title, links: [overview, ...operations] }];
}
