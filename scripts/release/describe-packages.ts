import { spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import manifest from "../../package.json" with { type: "json" };
import { LaunchError } from "../launch/launch-error.mjs";
import { getNpmCommand } from "../launch/node/install.mjs";
import { repository } from "../launch/repository.mjs";

const componentSchema = z.looseObject({ "bom-ref": z.string(), name: z.string(), version: z.string() });

const documentSchema = z.looseObject({
  serialNumber: z.string().optional(),
  metadata: z.looseObject({ timestamp: z.string(), component: componentSchema }),
  components: z.array(componentSchema),
  dependencies: z.array(z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()).default([]) })),
});

/** The folders of the packages whose code is in the bundles of the build: its maps name them. */
export function listBundledPackages(buildDirectory: string): string[] {
  const found = new Set<string>();
  for (const file of globSync("**/*.map", { cwd: join(repository, buildDirectory) })) {
    const text = readFileSync(join(repository, buildDirectory, file), "utf8");
    for (const [, path = ""] of text.matchAll(/\/((?:node_modules\/(?:(?:@|%40)[\w.-]+\/)?[\w.-]+\/)+)/g)) {
      found.add(decodeURIComponent(path).slice(0, -1));
    }
  }
  // Packages that are bundles themselves bring maps with the paths of their makers.
  return [...found].filter((folder) => existsSync(join(repository, folder, "package.json"))).sort();
}

function readIdentity(folder: string): string {
  const { name, version } = z
    .object({ name: z.string(), version: z.string() })
    .parse(JSON.parse(readFileSync(join(repository, folder, "package.json"), "utf8")));
  return `${name}@${version}`;
}

/**
 * The software bill of materials (CycloneDX) of these packages, as npm describes them, without what differs from one run to
 * the next.
 */
export function describePackages(folders: readonly string[], at: Date): string {
  const document = documentSchema.parse(JSON.parse(runNpm("sbom", "--sbom-format=cyclonedx")));
  const shipped = new Set(folders.map(readIdentity));
  const components = document.components.filter(({ name, version }) => shipped.has(`${name}@${version}`));
  const references = new Set([
    document.metadata.component["bom-ref"],
    ...components.map((component) => component["bom-ref"]),
  ]);
  const { serialNumber: _, ...rest } = document;
  const described = {
    ...rest,
    // npm names the root after its folder.
    metadata: {
      ...document.metadata,
      timestamp: at.toISOString(),
      component: { ...document.metadata.component, name: manifest.name },
    },
    components,
    dependencies: document.dependencies
      .filter(({ ref }) => references.has(ref))
      .map(({ dependsOn, ...dependency }) => ({
        ...dependency,
        dependsOn: dependsOn.filter((reference) => references.has(reference)),
      })),
  };
  return `${JSON.stringify(described, null, 2)}\n`;
}

function runNpm(...parameters: string[]): string {
  const [program, ...first] = getNpmCommand(process.env);
  const { status, stdout, stderr } = spawnSync(program, [...first, ...parameters], {
    cwd: repository,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new LaunchError(`npm could not list the packages:\n${stderr}`);
  return stdout;
}
