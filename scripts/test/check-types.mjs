// Route types are generated first; then everything is checked.
import { spawnSync } from "node:child_process";
import { nextEnvironment } from "../launch/build.mjs";
import { repository } from "../launch/repository.mjs";

const commands = [
  ["node_modules/next/dist/bin/next", "typegen"],
  ["node_modules/typescript/bin/tsc", "--noEmit", "--pretty", "false"],
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
