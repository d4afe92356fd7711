import "server-only";

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { slug } from "github-slugger";
import { notFound } from "next/navigation";

/** The guides in reading order. Each is a file docs/NAME.md. */
export const documents = [
  { name: "quick-start", title: "Quick start" },
  { name: "authentication", title: "Authentication" },
  { name: "permissions", title: "Permissions and roles" },
  { name: "environments", title: "Environments" },
  { name: "rotation", title: "Rotation" },
  { name: "rate-limits", title: "Rate limits" },
  { name: "errors", title: "Errors" },
  { name: "verifying-keys", title: "Verifying keys" },
  { name: "requests", title: "Rejected requests" },
  { name: "proxies", title: "Proxies" },
  { name: "teams", title: "Teams and audit log" },
  { name: "security-practices", title: "Security practices" },
  { name: "self-hosting", title: "Self-hosting" },
  { name: "operations", title: "Operations" },
] as const;

async function readText(name: string): Promise<string> {
  return readFile(join(process.cwd(), "docs", `${name}.md`), "utf8");
}

/** Reads a guide's Markdown. Responds with 404 if the guide doesn't exist. */
export async function readDocument(name: string): Promise<{ title: string; text: string }> {
  const document = documents.find((candidate) => candidate.name === name);
  if (document === undefined) notFound();
  return { title: document.title, text: await readText(document.name) };
}

interface SearchEntry {
  href: string;
  /** The title of the guide. */
  title: string;
  heading: string;
  text: string;
}

/** All sections of all guides, for the search in the browser. */
export async function readSearchEntries(): Promise<SearchEntry[]> {
  const guides = await Promise.all(
    documents.map(async ({ name, title }) => ({ name, title, text: withoutComments(await readText(name)) })),
  );
  return guides.flatMap(({ name, title, text }) =>
    text
      .split(/^#{1,2} /m)
      .slice(1)
      .map((section) => {
        const [heading = "", ...lines] = section.split("\n");
        const plain = lines
          .join(" ")
          .replaceAll(/[`*|#\\]|-{3,}/g, "")
          .replaceAll(/\s+/g, " ")
          .trim();
        return { href: `/docs/${name}#${slug(heading)}`, title, heading, text: plain };
      }),
  );
}

/** In code blocks, a line that starts with # is a comment, not a heading. */
function withoutComments(text: string): string {
  return text.replaceAll(/^```\w+\n.*?^```/gms, (code) => code.replaceAll(/^# /gm, ""));
}
