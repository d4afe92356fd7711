import { readdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { keysAtPages, keysAtSignIn } from "#e2e/support/access/keys-at-pages.ts";
import { signInActions } from "#lib/auth/sign-in/sign-in-endpoints.ts";

const appDirectory = join(import.meta.dirname, "../../app");

/** Everything Next serves: folders with a page or a route handler. */
async function listServed(): Promise<string[]> {
  const files = await readdir(appDirectory, { recursive: true, withFileTypes: true });
  return files
    .filter(({ name }) => /^(?:page|route)\.[jt]sx?$/.test(name))
    .map(({ parentPath, name }) => `/${dirname(relative(appDirectory, join(parentPath, name)))}`)
    .map((path) => (path === "/." ? "/" : path))
    .sort();
}

test("every page and handler declares what a request with a key gets", async () => {
  expect(await listServed()).toEqual(Object.keys(keysAtPages).sort());
});

test("every sign-in endpoint declares what a request with a key gets", () => {
  expect([...signInActions].sort()).toEqual(Object.keys(keysAtSignIn).sort());
});
