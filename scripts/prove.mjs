// `npm run prove -- NAME [arguments]`: runs one of the long proofs in scripts/prove/ against the built product. Without a
// name it lists them.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { repository } from "./launch/repository.mjs";
import { runPrepared } from "./launch/run/run-prepared.mjs";

const folder = join(repository, "scripts", "prove");
const proofs = readdirSync(folder, { encoding: "utf8", recursive: true })
  .filter((path) => path.endsWith(".ts"))
  .sort();
const [name, ...parameters] = process.argv.slice(2);
const path = proofs.find((proof) => basename(proof, ".ts") === name);

if (path !== undefined) {
  await runPrepared(`scripts/prove/${path}`, { parameters, needsBuild: true });
} else if (name === undefined) {
  for (const proof of proofs) console.log(`${basename(proof, ".ts")}\n${readPurpose(proof)}\n`);
} else {
  console.error(`There is no proof "${name}" in scripts/prove.`);
  process.exitCode = 1;
}

/** @param {string} proof */
function readPurpose(proof) {
  const lines = readFileSync(join(folder, proof), "utf8").split("\n");
  const end = lines.findIndex((line) => !line.startsWith("//"));
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^\/\/ ?/, "  "))
    .join("\n");
}
