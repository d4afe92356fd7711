import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

/** What a process that only verifies loads, besides the modules that these load when they need them. */
const entries = [
  "./server/serve.ts",
  "./server/runtime/create-runtime.ts",
  "./server/threads/thread-runtime.ts",
  "./server/application/create-application.ts",
];

function listLoaded(modules: readonly string[]): string[] {
  const code = `
    import { registerHooks } from "node:module";
    const loaded = [];
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
    for (const path of ${JSON.stringify(modules)}) await import(new URL(path, "file://" + process.cwd() + "/"));
    console.log(JSON.stringify(loaded));
    process.exit(0);`;
  const parameters = ["--input-type=module", "--eval", code];
  const loaded: unknown = JSON.parse(execFileSync(process.execPath, parameters, { encoding: "utf8" }));
  if (!Array.isArray(loaded)) throw new Error("the process printed something else");
  return loaded
    .map(String)
    .filter((url) => /\/lib\/(?:oauth|fhir-gateway)\/|node_modules\/(?:oidc-provider|koa)\//.test(url));
}

test("a process that only verifies loads neither the authorization server nor the FHIR gateway", () => {
  expect(listLoaded(entries)).toEqual([]);
  expect(listLoaded(["./lib/oauth/app.ts"]).length).toBeGreaterThan(10);
  expect(listLoaded(["./lib/fhir-gateway/answer-fhir-request.ts"]).length).toBeGreaterThan(10);
});
