// `npm run release`: writes the archive that installs the console without a registry or a build, and its SHA-256.
import { runPrepared } from "../launch/run/run-prepared.mjs";

await runPrepared("scripts/release/create-release.ts", {
  parameters: process.argv.slice(2),
  needsBuild: true,
});
