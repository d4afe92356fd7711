import { type Requirement, requirements } from "./requirements.ts";
import type { TaggedTest } from "./tagged-tests.ts";

export type Results = ReadonlyMap<TaggedTest, "passed" | "failed" | "not run">;

export const tableFile = "docs/security/asvs.md";

const chapters: Readonly<Record<string, string>> = {
  "6.1": "Documentation of authentication",
  "6.2": "Passwords",
  "6.3": "Authentication in general",
  "6.4": "Setup, loss and recovery of factors",
  "6.5": "Second factors in general",
  "6.6": "Codes sent another way",
  "6.8": "Identity providers",
  "7.1": "Documentation of sessions",
  "7.2": "Sessions in general",
  "7.3": "How long sessions last",
  "7.4": "How sessions end",
  "7.5": "Stolen sessions",
  "7.6": "Sessions and identity providers",
  "16.3": "Security events",
};

const heading = `# OWASP ASVS 5.0

Chapters 6 (authentication) and 7 (sessions) and section 16.3 (security events) of the [OWASP Application Security
Verification Standard 5.0](https://github.com/OWASP/ASVS), at levels 1 and 2. The requirements are in our words.

\`npm run asvs\` runs the tests that name a requirement and generates this page from their names and results, so a requirement
without a test can't be listed as met. \`npm test\` fails if this page and the tests differ.
`;

function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function describeState(requirement: Requirement, tests: readonly TaggedTest[], results: Results): string {
  if (requirement.doesNotApply !== undefined) return "does not apply";
  if (requirement.open !== undefined || tests.length === 0) return "**open**";
  return tests.every((test) => results.get(test) === "passed") ? "passed" : "**failed**";
}

function renderRow(requirement: Requirement, tests: readonly TaggedTest[], results: Results): string {
  const { id, level, text, doesNotApply, open } = requirement;
  const reasons = [doesNotApply, open].filter((reason) => reason !== undefined);
  const names = tests.map(({ file, name }) => `${name} (\`${file.split("/").at(-1)}\`)`);
  const cells = [id, String(level), text, [...reasons, ...names].join("<br>")];
  return `| ${[...cells.map(escapeCell), describeState(requirement, tests, results)].join(" | ")} |`;
}

/** The page docs/security/asvs.md. */
export function renderTable(tests: readonly TaggedTest[], results: Results): string {
  const sections = Object.entries(chapters).map(([section, title]) => {
    const rows = requirements
      .filter(({ id }) => id.startsWith(`${section}.`))
      .map((requirement) =>
        renderRow(
          requirement,
          tests.filter((test) => test.requirements.includes(requirement.id)),
          results,
        ),
      );
    return `## ${section} ${title}\n\n| id | level | requirement | tests | result |\n|---|---|---|---|---|\n${rows.join("\n")}\n`;
  });
  return [heading, ...sections].join("\n");
}
