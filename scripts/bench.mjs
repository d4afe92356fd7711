// `npm run bench`: builds the product as `npm start` does, then compares it with its peers (bench/run.ts).
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { nextEnvironment } from "./launch/build.mjs";
import { prepareCheckout } from "./launch/prepare.mjs";
import { repository } from "./launch/repository.mjs";
import { runLauncher } from "./launch/run/run-launcher.mjs";

await runLauncher(async (signal) => {
  const { node, buildDirectory } = await prepareCheckout({ needsBuild: true, signal });
  const { status } = spawnSync(node, [join(repository, "bench/run.ts"), ...process.argv.slice(2)], {
    cwd: repository,
    stdio: "inherit",
    env: { ...process.env, ...nextEnvironment, NEXT_DIST_DIR: buildDirectory ?? ".next" },
  });
  return status ?? 1;
});
