// `npm run prove -- NAME [arguments]`: runs one of the long proofs in scripts/prove/ against the built
// product. Without a name it lists them.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nextEnvironment } from "./launch/build.mjs";
import { LaunchError } from "./launch/launch-error.mjs";
import { prepareCheckout } from "./launch/prepare.mjs";
import { repository } from "./launch/repository.mjs";
import { runLauncher } from "./launch/run-launcher.mjs";

const folder = join(repository, "scripts", "prove");
const proofs = readdirSync(folder).filter((name) => name.endsWith(".ts"));
const [name, ...parameters] = process.argv.slice(2);

await runLauncher(async (signal) => {
  if (name === undefined) {
    for (const proof of proofs) console.log(`${proof.replace(/\.ts$/, "")}\n${readPurpose(proof)}\n`);
    return 0;
  }
  if (!proofs.includes(`${name}.ts`)) throw new LaunchError(`There is no proof "${name}" in scripts/prove.`);
  const { node, buildDirectory } = await prepareCheckout({ needsBuild: true, signal });
  const { status } = spawnSync(node, [join(folder, `${name}.ts`), ...parameters], {
    cwd: repository,
    stdio: "inherit",
    env: { ...process.env, ...nextEnvironment, NEXT_DIST_DIR: buildDirectory ?? ".next" },
  });
  return status ?? 1;
});

/** @param {string} proof */
function readPurpose(proof) {
  const lines = readFileSync(join(folder, proof), "utf8").split("\n");
  const end = lines.findIndex((line) => !line.startsWith("//"));
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^\/\/ ?/, "  "))
    .join("\n");
}
