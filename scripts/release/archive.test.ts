import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";
import { expect, onTestFinished, test } from "vitest";
import { smallMemory } from "../launch/run/start-console.mjs";
import { listShippedSources, listSourceEntries } from "./list-entries.ts";
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

test("every script that the launcher starts is shipped", () => {
  const launcher = readFileSync("deploy/archive/byteengine", "utf8");
  const started = [...launcher.matchAll(/"\$node".* ((?:server|scripts)\/\S+\.ts)/g)].map(([, file]) => file);
  expect(started).toContain("server/main.ts");
  expect(sources).toEqual(expect.arrayContaining(started));
});

/** Runs the launcher in a folder with a space, with a program in place of Node that prints what it was given. */
function launch(parameters: readonly string[], environment: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "the archive-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ["bin", "node/bin"]) mkdirSync(join(folder, name), { recursive: true });
  copyFileSync("deploy/archive/byteengine", join(folder, "bin/byteengine"));
  writeFileSync(join(folder, "node/bin/node"), '#!/bin/sh\npwd\necho "$@"\nenv\n', { mode: 0o755 });
  const { status, stdout } = spawnSync("sh", [join(folder, "bin/byteengine"), ...parameters], {
    cwd: tmpdir(),
    env: { PATH: "/usr/bin:/bin", NODE_ENV: "production", ...environment },
    encoding: "utf8",
  });
  expect(status).toBe(0);
  expect(stdout.split("\n")[0]).toBe(folder);
  return stdout;
}

test("every path in the launcher's environment is relative to where it is called", () => {
  const printed = launch(["start"], {
    DATA_DIR: "my data",
    BACKUP_DIR: "./backups",
    SESSION_SECRET_FILE: "secrets/session",
    AUDIT_SECRET_FILE: "/etc/audit",
    NODE_EXTRA_CA_CERTS: "ca.pem",
    DATABASE_URL_FILE: "",
  });
  for (const line of [
    `DATA_DIR=${tmpdir()}/my data`,
    `BACKUP_DIR=${tmpdir()}/./backups`,
    `SESSION_SECRET_FILE=${tmpdir()}/secrets/session`,
    "AUDIT_SECRET_FILE=/etc/audit",
    `NODE_EXTRA_CA_CERTS=${tmpdir()}/ca.pem`,
    "DATABASE_URL_FILE=",
  ]) {
    expect(printed.split("\n")).toContain(line);
  }
});

test("the launcher's audit-verify is the admin command", () => {
  expect(launch(["audit-verify", "acme"], {}).split("\n")[1]).toBe("scripts/admin.ts audit verify acme");
});

test("the archive starts the console with the memory settings of `npm start`", () => {
  expect(readFileSync("deploy/archive/byteengine", "utf8")).toContain(`set -- ${smallMemory.join(" ")}\n`);
});

test("the scripts that the guides run are executable", () => {
  const scripts = listSourceEntries().filter(({ path }) => /^deploy\/.*\.sh$/.test(path));
  expect(scripts.length).toBeGreaterThan(2);
  expect(scripts.filter((script) => !script.isExecutable)).toEqual([]);
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
