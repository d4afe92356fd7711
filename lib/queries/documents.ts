import "server-only";

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { slug } from "github-slugger";
import { notFound } from "next/navigation";

/** The guides in reading order, in groups. Each is a file docs/NAME.md. */
export const documentGroups = [
  {
    title: "Get started",
    guides: [
      { name: "quick-start", title: "Quick start" },
      { name: "authentication", title: "Authentication" },
      { name: "errors", title: "Errors" },
      { name: "rate-limits", title: "Rate limits" },
    ],
  },
  {
    title: "Keys",
    guides: [
      { name: "permissions", title: "Permissions and roles" },
      { name: "environments", title: "Environments" },
      { name: "rotation", title: "Rotation" },
      { name: "apps", title: "Apps" },
      { name: "fhir", title: "Health data (FHIR)" },
      { name: "launching-apps", title: "Apps for people" },
      { name: "security-practices", title: "Security practices" },
    ],
  },
  {
    title: "Verification",
    guides: [
      { name: "verifying-keys", title: "Verifying keys" },
      { name: "requests", title: "Rejected requests" },
      { name: "proxies", title: "Proxies" },
    ],
  },
  {
    title: "Team",
    guides: [
      { name: "teams", title: "Teams and audit log" },
      { name: "account", title: "Your account" },
    ],
  },
  {
    title: "Your console",
    guides: [
      { name: "installing", title: "Installing" },
      { name: "upgrading", title: "Upgrading" },
      { name: "self-hosting", title: "Self-hosting" },
      { name: "backups", title: "Back up and restore" },
      { name: "provisioning", title: "Provisioning" },
      { name: "operations", title: "Operations" },
      { name: "scaling", title: "Scaling" },
      { name: "monitoring", title: "Monitoring" },
      { name: "runbooks", title: "Runbooks" },
      { name: "data", title: "Stored data" },
    ],
  },
] as const;

const documents = documentGroups.flatMap(({ title, guides }) =>
  guides.map((guide) => ({ ...guide, group: title })),
);

async function readText(name: string): Promise<string> {
  return readFile(join(process.cwd(), "docs", `${name}.md`), "utf8");
}

/** Reads a guide's Markdown. Responds with 404 if the guide doesn't exist. */
export async function readDocument(name: string): Promise<{ title: string; group: string; text: string }> {
  const document = documents.find((candidate) => candidate.name === name);
  if (document === undefined) notFound();
  const { title, group } = document;
  return { title, group, text: await readText(document.name) };
}

/** All sections of all guides, for the search in the browser. */
export async function readSearchEntries() {
  const guides = await Promise.all(
    documents.map(async ({ name, title }) => ({ name, title, text: withoutComments(await readText(name)) })),
  );
  return guides.flatMap(({ name, title, text }) =>
    text
      .split(/^#{1,3} /m)
      .slice(1)
      .map((section) => {
        const [heading = "", ...lines] = section.split("\n");
        const href = `/docs/${name}#${slug(heading)}`;
        const plainHeading = heading.replaceAll("`", "");
        return { kind: "guide", href, title, heading: plainHeading, text: writePlainText(lines) } as const;
      }),
  );
}

/** Markdown without its marks: what a reader sees. */
function writePlainText(lines: readonly string[]): string {
  return lines
    .filter((line) => !/^ *```/.test(line))
    .join(" ")
    .replaceAll(/\[([^[\]]*)\]\([^()]*\)/g, "$1")
    .replaceAll(/[`*|#\\]|-{3,}/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** In code blocks, a line that starts with # is a comment, not a heading. */
function withoutComments(text: string): string {
  return text.replaceAll(/^```\w+\n.*?^```/gms, (code) => code.replaceAll(/^# /gm, ""));
}
