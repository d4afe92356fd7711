import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { smallMemory } from "../launch/run/start-console.mjs";
import { listShippedSources } from "./list-entries.ts";
import { normalizeBuildFile } from "./normalize-build.ts";

const sources = listShippedSources();
const generated = "lib/platform/db/generated/";

test("the archive has the server, its commands, migrations and guides, and neither tests nor tools", () => {
  expect(sources).toEqual(
    expect.arrayContaining([
      "server/main.ts",
      "scripts/admin.ts",
      "prisma/schema.prisma",
      "docs/self-hosting.md",
      "deploy/systemd/byteengine.service",
      "lib/auth/credentials/leaked-passwords.bin",
    ]),
  );
  expect(
    sources.filter((file) => /\.test\.tsx?$|^(?:e2e|bench|app|scripts\/(?:test|prove|release))\//.test(file)),
  ).toEqual([]);
});

test("every module that a shipped module loads is shipped", () => {
  const shipped = new Set([...sources, "package.json"]);
  const missing = sources
    .filter((file) => /\.(?:ts|mjs)$/.test(file))
    .flatMap((file) =>
      ts
        .preProcessFile(readFileSync(file, "utf8"), true, true)
        .importedFiles.filter(({ fileName }) => /^[.#]/.test(fileName))
        .map(({ fileName }) => (fileName.startsWith("#") ? fileName.slice(1) : join(dirname(file), fileName)))
        .filter((target) => !shipped.has(target) && !target.startsWith(generated))
        .map((target) => `${file} → ${target}`),
    );
  expect(missing).toEqual([]);
});

test("the archive starts the console with the memory settings of `npm start`", () => {
  expect(readFileSync("deploy/archive/byteengine", "utf8")).toContain(`set -- ${smallMemory.join(" ")}\n`);
});

test("what is random in a build is replaced", () => {
  const normalize = (name: string, text: string) => normalizeBuildFile(name)?.(text);
  const preview =
    '{"previewModeId":"ca78367bb5ae","previewModeSigningKey": "1f08","previewModeEncryptionKey":"fd4b"}';
  for (const name of ["prerender-manifest.json", "server/preview-props.json"]) {
    const text = normalize(name, preview) ?? "";
    expect(text).not.toMatch(/ca78|1f08|fd4b/);
    // Half of a character: neither a header nor an encoded cookie can contain it.
    expect(JSON.parse(text)).toMatchObject({ previewModeId: "\ud800" });
  }
  expect(normalize("server/server-reference-manifest.json", '{"encryptionKey": "w7ZI/hN+="}')).toBe(
    `{"encryptionKey": "${"A".repeat(43)}="}`,
  );
  expect(normalize("server/server-reference-manifest.js", '"{\\"encryptionKey\\":\\"w7ZI=\\"}"')).toBe(
    `"{\\"encryptionKey\\":\\"${"A".repeat(43)}=\\"}"`,
  );
  expect(normalizeBuildFile("BUILD_ID")).toBeNull();
});
