import { readCheck, readPlaywright, readVitest } from "./reports.ts";

const parts = ["static", "unit", "int", "e2e"] as const;

export type Need =
  | "chromium"
  | "postgres"
  | "redis"
  | "nginx"
  | "caddy"
  | "haproxy"
  | "python"
  | "promtool"
  | "build";

export interface Stage {
  title: string;
  part: (typeof parts)[number];
  /** What Node runs, relative to the repository. */
  command: readonly string[];
  needs: readonly Need[];
  /** What is added to the command to write a report to this file, and how the report is read. */
  report: (file: string) => readonly string[];
  read: typeof readVitest;
}

function check(title: string, ...command: string[]): Stage {
  const read: Stage["read"] = (_report, exitCode) => readCheck(exitCode);
  return { title, part: "static", command, needs: [], report: () => [], read };
}

function vitest(title: string, part: Stage["part"], project: string, ...needs: Need[]): Stage {
  const command = ["node_modules/vitest/vitest.mjs", "run", "--project", project];
  const report = (file: string) => ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  return { title, part, command, needs, report, read: readVitest };
}

export const stages: readonly Stage[] = [
  // These two take the longest of those that run side by side.
  check("Types", "scripts/test/check-types.mjs"),
  vitest("Unit tests", "unit", "unit"),
  check(
    "Format and lint",
    ...["node_modules/@biomejs/biome/bin/biome", "ci", "--colors=off", "--error-on-warnings"],
  ),
  check(
    "Import rules",
    ...[
      "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs",
      "--config",
      ".dependency-cruiser.mjs",
      ".",
    ],
  ),
  check("Unused code", "node_modules/knip/bin/knip.js", "--no-progress"),
  check("API document", "scripts/test/check-api-document.ts"),
  check("SDK types", "scripts/generate-sdk-types.ts", "--check"),
  vitest("Integration tests, embedded database", "int", "embedded", "redis", "promtool"),
  vitest("Integration tests, PostgreSQL server", "int", "integration", "postgres", "redis", "build"),
  {
    title: "Browser and contract tests, built product",
    part: "e2e",
    command: ["node_modules/@playwright/test/cli.js", "test"],
    needs: ["chromium", "nginx", "caddy", "haproxy", "python", "build"],
    // The report's path is in the environment.
    report: () => ["--reporter=list,json"],
    read: readPlaywright,
  },
];

/** The stages named on the command line, in their fixed order; all if none is named. A line to print for an unknown part. */
export function selectStages(names: readonly string[]): readonly Stage[] | string {
  const unknown = names.find((name) => !parts.some((part) => part === name));
  if (unknown !== undefined) return `There is no test part "${unknown}". Choose from ${parts.join(", ")}.`;
  return names.length === 0 ? stages : stages.filter(({ part }) => names.includes(part));
}
