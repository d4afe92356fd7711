// Route types are generated first; then everything is checked. By TypeScript 7, which takes half the processor time of
// TypeScript 6 and uses both processors. It can't be imported, so our scripts and other tools use 6.
import { spawnSync } from "node:child_process";
import { nextEnvironment } from "../launch/build.mjs";
import { repository } from "../launch/repository.mjs";

const commands = [
  ["node_modules/next/dist/bin/next", "typegen"],
  ["node_modules/typescript-7/bin/tsc", "--noEmit", "--pretty", "false", "--checkers", "2"],
];
process.exitCode = commands.every((parameters) => {
  const { status } = spawnSync(process.execPath, parameters, {
    cwd: repository,
    stdio: "inherit",
    env: { ...process.env, ...nextEnvironment },
  });
  return status === 0;
})
  ? 0
  : 1;
