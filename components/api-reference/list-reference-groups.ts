import { readReference } from "./read/read-reference.ts";
import { splitSummary } from "./read/split-summary.ts";
import { referenceTexts } from "./texts.ts";

/** The groups of operations, as the navigation and the search list them. */
export function listReferenceGroups(document: object) {
  return {
    title: referenceTexts.title,
    overview: referenceTexts.overview,
    groups: readReference(document).map(({ slug, name, operations }) => ({
      slug,
      name,
      operations: operations.map(({ id, summary }) => ({ id, title: splitSummary(summary).title })),
    })),
  };
}

/** Every operation, for the search in the browser. */
export function listReferenceEntries(document: object) {
  return readReference(document).flatMap(({ slug, name, operations }) =>
    operations.map(({ id, method, path, summary, description }) => {
      const { title, rest } = splitSummary(summary);
      return {
        kind: "operation",
        href: `/docs/api/${slug}#${id}`,
        title: name,
        heading: title,
        code: `${method} ${path}`,
        text: `${rest}${description}`.replaceAll("`", ""),
      } as const;
    }),
  );
}
