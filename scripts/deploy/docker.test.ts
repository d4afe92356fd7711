import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { listKnownVariables } from "./known-variables.ts";

const folder = "deploy/docker";
const read = (name: string) => readFileSync(join(folder, name), "utf8");

const serviceSchema = z.looseObject({
  image: z.string(),
  read_only: z.boolean().optional(),
  environment: z.record(z.string(), z.string()).default({}),
  secrets: z.array(z.string()).default([]),
  healthcheck: z.looseObject({}).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  volumes: z.array(z.string()).default([]),
});

const { services, secrets, volumes } = z
  .object({
    services: z.record(z.string(), serviceSchema),
    secrets: z.record(z.string(), z.object({ file: z.string() })),
    volumes: z.record(z.string(), z.unknown()),
  })
  .parse(parse(read("compose.yaml"), { merge: true }));

const ownServices = Object.values(services).filter(({ image }) => image === "byteengine-console");

test("one console and two verifiers, read-only and with known settings", () => {
  expect(ownServices.map(({ environment }) => environment.SERVE ?? "all")).toEqual(["all", "api", "api"]);
  expect(ownServices.every((service) => service.read_only === true)).toBe(true);
  const names = ownServices.flatMap(({ environment }) => Object.keys(environment));
  expect(names.filter((name) => !listKnownVariables().includes(name))).toEqual([]);
});

test("what waits for a healthy service waits for one that has a health check", () => {
  const inImage = /^HEALTHCHECK /m.test(read("Dockerfile"));
  for (const [name, { depends_on }] of Object.entries(services)) {
    for (const [other, { condition }] of Object.entries(depends_on)) {
      const dependency = services[other];
      const hasCheck =
        dependency?.image === "byteengine-console" ? inImage : dependency?.healthcheck !== undefined;
      expect(condition === "service_healthy" ? hasCheck : dependency, `${name} → ${other}`).toBeTruthy();
    }
  }
  // In this order: database, console, grants, verifiers.
  expect(services["verifier-1"]?.depends_on).toMatchObject({
    grants: { condition: "service_completed_successfully" },
  });
  expect(services.grants?.depends_on).toMatchObject({ console: { condition: "service_healthy" } });
});

test("every secret is declared and created, and its folder is closed", () => {
  const used = Object.values(services).flatMap((service) => service.secrets);
  expect(new Set(used)).toEqual(new Set(Object.keys(secrets)));
  const paths = Object.values(services).flatMap(({ environment }) =>
    Object.entries(environment).filter(([name]) => name.endsWith("_FILE")),
  );
  for (const [, path] of paths) expect(Object.keys(secrets)).toContain(path.replace("/run/secrets/", ""));

  const copy = mkdtempSync(join(tmpdir(), "secrets-"));
  onTestFinished(() => rmSync(copy, { recursive: true }));
  cpSync(folder, copy, { recursive: true });
  const create = () => spawnSync("sh", [join(copy, "create-secrets.sh")], { encoding: "utf8" });
  expect(create()).toMatchObject({ status: 0, stderr: "" });
  const created = readdirSync(join(copy, "secrets"));
  expect(created.map((name) => `./secrets/${name}`).sort()).toEqual(
    Object.values(secrets)
      .map(({ file }) => file)
      .sort(),
  );
  expect(statSync(join(copy, "secrets")).mode & 0o777).toBe(0o700);
  const contents = created.map((name) => readFileSync(join(copy, "secrets", name), "utf8").trim());
  expect(new Set(contents).size).toBe(created.length);
  expect(contents.every((content) => content.length >= 32)).toBe(true);
  // A second run must not replace secrets in use.
  expect(create().status).toBe(1);
});

test("every named volume is declared", () => {
  const named = Object.values(services)
    .flatMap((service) => service.volumes)
    .map((volume) => volume.split(":")[0] ?? "")
    .filter((source) => !source.startsWith("."));
  expect(new Set(named)).toEqual(new Set(Object.keys(volumes)));
});

test("the verifiers' role gets the grants in the guide", () => {
  const guide = readFileSync("docs/operations.md", "utf8");
  const section = guide.slice(guide.indexOf("CREATE ROLE byteengine_api"));
  const grants = section.slice(0, section.indexOf("```")).match(/^GRANT .*$/gm) ?? [];
  expect(grants.length).toBeGreaterThan(4);
  expect(read("grant-verifier.sh").match(/^GRANT .*$/gm)).toEqual(grants);
});

test("every file that the guide to installing names exists", () => {
  const guide = readFileSync("docs/installing.md", "utf8");
  const files = new Set(guide.match(/\bdeploy\/[\w./-]*\w/g));
  expect(files.size).toBeGreaterThan(6);
  // The script creates that folder. Git ignores it, so that an archive can't contain it.
  expect([...files].filter((file) => !existsSync(file))).toEqual(["deploy/docker/secrets"]);
  expect(readFileSync(".gitignore", "utf8")).toContain("\n/deploy/docker/secrets/\n");
});
