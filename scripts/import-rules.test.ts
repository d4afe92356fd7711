import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cruise, type ICruiseOptions, type ICruiseResult } from "dependency-cruiser";
import { expect, onTestFinished, test } from "vitest";
import configuration from "../.dependency-cruiser.mjs";

const packages = [
  "next",
  "next-auth",
  "oidc-provider",
  "react",
  "server-only",
  "zod",
  "pg",
  "vitest",
  "ipaddr.js",
];

/** Modules and their imports; together they break the rule that names them. */
const violations: Record<string, [module: string, importLine: string][]> = {
  "no-cycles": [
    ["lib/domain/keys/a.ts", 'export * from "./b.ts"'],
    ["lib/domain/keys/b.ts", 'export * from "./a.ts"'],
  ],
  "no-unresolved": [["lib/platform/settings/env.ts", 'import "./gone.ts"']],
  "no-test-code-in-the-product": [
    ["lib/services/keys/create.ts", 'import "../../../e2e/support/fixtures.ts"'],
  ],
  "no-development-dependencies-in-the-product": [["lib/services/keys/create.ts", 'import "vitest"']],
  "components-take-dtos": [["components/keys/list.tsx", 'import "../../lib/platform/db/database.ts"']],
  "ui-has-no-business-terms": [["components/ui/button.tsx", 'import "../../lib/contract/keys.ts"']],
  "pages-read-through-queries": [["app/page.tsx", 'import "../lib/services/keys/list.ts"']],
  "lib-knows-no-transport": [["lib/platform/log/log.ts", 'import "../../../server/main.ts"']],
  "queries-only-read": [["lib/queries/keys.ts", 'import "../api/app.ts"']],
  "services-know-no-adapter": [["lib/services/keys/create.ts", 'import "../../api/app.ts"']],
  "backups-stand-on-services": [["lib/backup/create/create.ts", 'import "../../api/app.ts"']],
  "verification-stands-alone": [["lib/verification/verify.ts", 'import "../services/keys/list.ts"']],
  "sdk-stands-alone": [["sdk/src/list.ts", 'import "../../lib/domain/common/errors.ts"']],
  "platform-is-below-services": [["lib/platform/mail/mail.ts", 'import "../../services/keys/list.ts"']],
  "database-is-below-verification": [
    ["lib/platform/db/database.ts", 'import "../../verification/verify.ts"'],
    ["lib/verification/verify.ts", "export {}"],
  ],
  "domain-imports-only-domain": [["lib/domain/keys/secret.ts", 'import "../../platform/db/database.ts"']],
  "domain-does-no-input-or-output": [["lib/domain/rbac/roles.ts", 'import "node:fs"']],
  "contract-runs-anywhere": [["lib/contract/users.ts", 'import "../platform/db/database.ts"']],
  "contract-needs-no-node": [["lib/contract/users.ts", 'import "node:crypto"']],
  "next-auth-lives-in-lib-auth": [["lib/queries/session.ts", 'import "next-auth"']],
  "oidc-provider-lives-in-lib-oauth": [["lib/services/oauth/issue-token.ts", 'import "oidc-provider"']],
  "oauth-is-loaded-on-demand": [
    ["server/application/answer-api.ts", 'import "../../lib/oauth/app.ts"'],
    ["lib/oauth/app.ts", "export {}"],
  ],
  "fhir-gateway-is-loaded-on-demand": [
    ["server/application/answer-gateway.ts", 'import "../../lib/fhir-gateway/answer-fhir-request.ts"'],
    ["lib/fhir-gateway/answer-fhir-request.ts", "export {}"],
  ],
  "links-are-our-own": [["components/keys/list.tsx", 'import "next/link.js"']],
  "server-only-where-pages-read": [["lib/platform/settings/env.ts", 'import "server-only"']],
  "verification-never-reaches-sign-in": [
    ["lib/verification/verify.ts", 'import "../platform/settings/env.ts"'],
    ["lib/platform/settings/env.ts", 'import "next-auth"'],
  ],
  "api-never-reaches-the-page-stack": [
    ["lib/api/app.ts", 'import "../platform/settings/env.ts"'],
    ["lib/platform/settings/env.ts", 'import "react"'],
  ],
  "verifier-never-reaches-the-page-stack": [
    ["server/front/create-front.ts", 'import "../http/paths.ts"'],
    ["server/http/paths.ts", 'export const load = () => import("next")'],
  ],
  "pages-process-never-reaches-the-engine": [
    ["server/pages/main.ts", 'import "../../lib/platform/db/database.ts"'],
    ["lib/platform/db/database.ts", 'export const load = () => import("./embedded/start.ts")'],
    ["lib/platform/db/embedded/start.ts", "export {}"],
  ],
  "server-loads-pages-on-demand": [
    ["server/pages/open-pages.ts", 'import next from "next"; export const app = next'],
  ],
};

/** A repository in which every import is allowed. */
const validModules: [module: string, importLine: string][] = [
  ["app/page.tsx", 'import "../components/keys/list.tsx"; import "../lib/queries/keys.ts"; import "next"'],
  [
    "components/keys/list.tsx",
    'import "../ui/button.tsx"; import "../../lib/contract/keys.ts"; import "../../lib/domain/common/count-of.ts"; import "react"',
  ],
  ["components/ui/button.tsx", 'import "react"'],
  ["components/ui/link.tsx", 'import "next/link.js"'],
  ["lib/api/app.ts", 'import "../services/keys/list.ts"; import "../verification/verify.ts"'],
  ["lib/auth/options.ts", 'import "next-auth"'],
  ["lib/platform/db/database.ts", 'import "pg"'],
  ["lib/domain/keys/secret.ts", 'import "node:crypto"; import "../network/address.ts"; import "zod"'],
  ["lib/domain/common/count-of.ts", "export {}"],
  ["lib/domain/network/address.ts", 'import "ipaddr.js"'],
  ["lib/queries/keys.ts", 'import "server-only"; import "../services/keys/list.ts"'],
  ["lib/contract/keys.ts", 'import "zod"; import "../domain/keys/secret.ts"'],
  [
    "lib/services/keys/list.ts",
    'import "../../platform/db/database.ts"; import "../../domain/keys/secret.ts"',
  ],
  ["e2e/support/fixtures.ts", 'import "vitest"; import "../../lib/platform/db/database.ts"'],
  ["lib/verification/verify.ts", 'import "../domain/keys/secret.ts"; import "../platform/db/database.ts"'],
  ["sdk/src/list.ts", 'import "./errors.ts"'],
  ["sdk/src/errors.ts", "export {}"],
  ["server/main.ts", 'import "../lib/api/app.ts"'],
  ["server/pages/main.ts", 'import "../../lib/api/app.ts"; export const load = () => import("next")'],
];

/** Adds the modules to a repository that breaks no rule and returns the names of the rules they break. */
async function findBrokenRules(modules: [string, string][]): Promise<string[]> {
  const baseDir = mkdtempSync(join(tmpdir(), "import-rules-"));
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
  for (const [path, text] of [...validModules, ...modules]) write(path, text);
  const { output } = await cruise(["app", "components", "e2e", "lib", "sdk", "server"], withRules(baseDir));
  return [...new Set(asCruiseResult(output).summary.violations.map((violation) => violation.rule.name))];
}

function withRules(baseDir: string): ICruiseOptions {
  const { forbidden, options } = configuration;
  return { ...options, baseDir, validate: true, ruleSet: { forbidden: forbidden ?? [] } };
}

/** Text is what a reporter makes of it; we asked for none. */
function asCruiseResult(output: ICruiseResult | string): ICruiseResult {
  if (typeof output === "string") throw new Error(output);
  return output;
}

test("a repository that follows the rules passes", async () => {
  expect(await findBrokenRules([])).toEqual([]);
});

test("every rule has an example that breaks it", () => {
  expect(Object.keys(violations)).toEqual(configuration.forbidden?.map((rule) => rule.name));
});

test.each(Object.entries(violations))("%s rejects its example", async (rule, modules) => {
  expect(await findBrokenRules(modules)).toContain(rule);
});
