import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cruise, type ICruiseOptions, type ICruiseResult } from "dependency-cruiser";
import { expect, onTestFinished, test } from "vitest";
import configuration from "../.dependency-cruiser.mjs";

const packages = ["next", "next-auth", "react", "server-only", "zod", "pg", "vitest", "ipaddr.js"];

/** Modules and their imports: together they break the rule under which they are listed. */
const violations: Record<string, [module: string, importLine: string][]> = {
  "no-cycles": [
    ["lib/keys/a.ts", 'export * from "./b.ts"'],
    ["lib/keys/b.ts", 'export * from "./a.ts"'],
  ],
  "no-unresolved": [["lib/env.ts", 'import "./gone.ts"']],
  "no-test-code-in-the-product": [["lib/services/keys/create.ts", 'import "../../testing/fixtures.ts"']],
  "no-development-dependencies-in-the-product": [["lib/services/keys/create.ts", 'import "vitest"']],
  "components-receive-data-as-properties": [
    ["components/keys/list.tsx", 'import "../../lib/db/database.ts"'],
  ],
  "primitives-have-no-business-terms": [["components/ui/button.tsx", 'import "../../lib/schemas/keys.ts"']],
  "pages-read-through-queries": [["app/page.tsx", 'import "../lib/services/keys/list.ts"']],
  "lib-is-below-transports": [["lib/log.ts", 'import "../server/main.ts"']],
  "queries-only-read": [["lib/queries/keys.ts", 'import "../api/app.ts"']],
  "services-do-not-import-adapters": [["lib/services/keys/create.ts", 'import "../../api/app.ts"']],
  "verification-is-independent": [["lib/verification/verify.ts", 'import "../services/keys/list.ts"']],
  "sdk-is-independent": [["sdk/src/list.ts", 'import "../../lib/errors.ts"']],
  "database-is-below-everything": [["lib/db/migrations.ts", 'import "../services/keys/list.ts"']],
  "pure-folders-import-only-each-other": [["lib/keys/secret.ts", 'import "../db/database.ts"']],
  "pure-folders-do-no-input-or-output": [["lib/rbac/roles.ts", 'import "node:fs"']],
  "schemas-run-anywhere": [["lib/schemas/users.ts", 'import "../db/database.ts"']],
  "schemas-need-no-node": [["lib/schemas/users.ts", 'import "node:crypto"']],
  "next-auth-only-in-lib-auth": [["lib/queries/session.ts", 'import "next-auth"']],
  "links-use-our-component": [["components/keys/list.tsx", 'import "next/link.js"']],
  "server-only-where-pages-read": [["lib/env.ts", 'import "server-only"']],
  "verification-never-reaches-sign-in": [
    ["lib/verification/verify.ts", 'import "../env.ts"'],
    ["lib/env.ts", 'import "next-auth"'],
  ],
  "api-never-reaches-the-page-stack": [
    ["lib/api/app.ts", 'import "../env.ts"'],
    ["lib/env.ts", 'import "react"'],
  ],
  "verifier-never-reaches-the-page-stack": [
    ["server/front/create-front.ts", 'import "../http/paths.ts"'],
    ["server/http/paths.ts", 'export const load = () => import("next")'],
  ],
  "pages-process-never-reaches-the-engine": [
    ["server/pages/main.ts", 'import "../../lib/db/database.ts"'],
    ["lib/db/database.ts", 'export const load = () => import("./embedded/start.ts")'],
    ["lib/db/embedded/start.ts", "export {}"],
  ],
  "server-loads-pages-on-demand": [
    ["server/pages/open-pages.ts", 'import next from "next"; export const app = next'],
  ],
};

/** A project in which every import is allowed. */
const validProject: [module: string, importLine: string][] = [
  ["app/page.tsx", 'import "../components/keys/list.tsx"; import "../lib/queries/keys.ts"; import "next"'],
  [
    "components/keys/list.tsx",
    'import "../ui/button.tsx"; import "../../lib/schemas/keys.ts"; import "react"',
  ],
  ["components/ui/button.tsx", 'import "react"'],
  ["components/ui/link.tsx", 'import "next/link.js"'],
  ["lib/api/app.ts", 'import "../services/keys/list.ts"; import "../verification/verify.ts"'],
  ["lib/auth/options.ts", 'import "next-auth"'],
  ["lib/db/database.ts", 'import "pg"'],
  ["lib/keys/secret.ts", 'import "node:crypto"; import "../network/address.ts"; import "zod"'],
  ["lib/network/address.ts", 'import "ipaddr.js"'],
  ["lib/queries/keys.ts", 'import "server-only"; import "../services/keys/list.ts"'],
  ["lib/schemas/keys.ts", 'import "zod"; import "../keys/secret.ts"'],
  ["lib/services/keys/list.ts", 'import "../../db/database.ts"; import "../../keys/secret.ts"'],
  ["lib/testing/fixtures.ts", 'import "vitest"; import "../db/database.ts"'],
  ["lib/verification/verify.ts", 'import "../keys/secret.ts"; import "../db/database.ts"'],
  ["sdk/src/list.ts", 'import "./errors.ts"'],
  ["sdk/src/errors.ts", "export {}"],
  ["server/main.ts", 'import "../lib/api/app.ts"'],
  ["server/pages/main.ts", 'import "../../lib/api/app.ts"; export const load = () => import("next")'],
];

/** Adds the modules to the project and returns the names of the rules they break. */
async function findBrokenRules(modules: [string, string][]): Promise<string[]> {
  const baseDir = mkdtempSync(join(tmpdir(), "house-"));
  onTestFinished(() => rmSync(baseDir, { recursive: true }));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(baseDir, path)), { recursive: true });
    writeFileSync(join(baseDir, path), text);
  };
  const versions = (names: string[]) => Object.fromEntries(names.map((name) => [name, "1.0.0"]));
  const dependencies = versions(packages.filter((name) => name !== "vitest"));
  write("package.json", JSON.stringify({ dependencies, devDependencies: versions(["vitest"]) }));
  for (const name of packages) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", main: "index.js" }));
    write(`node_modules/${name}/index.js`, "export default 1;");
  }
  write("node_modules/next/link.js", "export default 1;");
  for (const [path, text] of [...validProject, ...modules]) write(path, text);
  const { output } = await cruise(["app", "components", "lib", "sdk", "server"], withRules(baseDir));
  return [...new Set(asCruiseResult(output).summary.violations.map((violation) => violation.rule.name))];
}

function withRules(baseDir: string): ICruiseOptions {
  const { forbidden, options } = configuration;
  return { ...options, baseDir, validate: true, ruleSet: { forbidden: forbidden ?? [] } };
}

/** The result is text only if a reporter is requested. */
function asCruiseResult(output: ICruiseResult | string): ICruiseResult {
  if (typeof output === "string") throw new Error(output);
  return output;
}

test("the valid project breaks no import rule", async () => {
  expect(await findBrokenRules([])).toEqual([]);
});

test("every import rule has an example that breaks it", () => {
  expect(Object.keys(violations)).toEqual(configuration.forbidden?.map((rule) => rule.name));
});

test.each(Object.entries(violations))("reports a violation of %s", async (rule, modules) => {
  expect(await findBrokenRules(modules)).toContain(rule);
});
