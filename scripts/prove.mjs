// `npm run prove -- NAME [arguments]`: runs one of the long proofs in scripts/prove/ against the built
// product. Without a name it lists them.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { nextEnvironment } from "./launch/build.mjs";
import { LaunchError } from "./launch/launch-error.mjs";
import { prepareCheckout } from "./launch/prepare.mjs";
import { repository } from "./launch/repository.mjs";
import { runLauncher } from "./launch/run/run-launcher.mjs";

const folder = join(repository, "scripts", "prove");
/** Paths by name. */
const proofs = new Map(
  readdirSync(folder, { encoding: "utf8", recursive: true })
    .filter((path) => path.endsWith(".ts"))
    .sort()
    .map((path) => [basename(path, ".ts"), path]),
);
const [name, ...parameters] = process.argv.slice(2);

await runLauncher(async (signal) => {
  if (name === undefined) {
    for (const [proof, path] of proofs) console.log(`${proof}\n${readPurpose(path)}\n`);
    return 0;
  }
  const path = proofs.get(name);
  if (path === undefined) throw new LaunchError(`There is no proof "${name}" in scripts/prove.`);
  const { node, buildDirectory } = await prepareCheckout({ needsBuild: true, signal });
  const { status } = spawnSync(node, [join(folder, path), ...parameters], {
    cwd: repository,
    stdio: "inherit",
    env: { ...process.env, ...nextEnvironment, NEXT_DIST_DIR: buildDirectory ?? ".next" },
  });
  return status ?? 1;
});

/** @param {string} path */
function readPurpose(path) {
  const lines = readFileSync(join(folder, path), "utf8").split("\n");
  const end = lines.findIndex((line) => !line.startsWith("//"));
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^\/\/ ?/, "  "))
    .join("\n");
}
