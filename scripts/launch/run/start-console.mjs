import { claimBuild, nextEnvironment } from "../build.mjs";
import { prepareCheckout } from "../prepare.mjs";
import { runLauncher } from "./run-launcher.mjs";
import { runProgram, stopWithLauncher } from "./run-program.mjs";

/**
 * The embedded database is for small installations: less room for short-lived objects and fewer V8 threads, each of which
 * keeps its own reserve, save a third of the idle memory. With a database server, speed is more important.
 */
export const smallMemory = ["--max-semi-space-size=8", "--v8-pool-size=1"];

/**
 * Watches folders instead of imported files: those would include every file Next compiles, and each page view would restart
 * the server.
 */
const reload = ["--watch", "--watch-preserve-output", "--watch-path=server", "--watch-path=lib"];

/**
 * `npm start` and `npm run dev`.
 * @param {readonly string[]} parameters of the command line
 */
export async function runStart(parameters) {
  const isDevelopment = parameters.includes("--dev");
  await runLauncher(async (signal) => {
    const needsBuild = !isDevelopment && process.env.SERVE !== "api";
    const { node, buildDirectory } = await prepareCheckout({ needsBuild, signal });
    const releaseBuild = buildDirectory === null ? () => {} : claimBuild(buildDirectory);
    const isEmbedded = ["DATABASE_URL", "DATABASE_URL_FILE"].every((name) => !process.env[name]);
    const settings = [...(isEmbedded ? smallMemory : []), ...(isDevelopment ? reload : [stopWithLauncher])];
    const environment = {
      ...nextEnvironment,
      NODE_ENV: isDevelopment ? "development" : "production",
      ...(buildDirectory === null ? {} : { NEXT_DIST_DIR: buildDirectory }),
    };
    try {
      return await runProgram(node, [...settings, "server/main.ts"], { environment, signal });
    } finally {
      releaseBuild();
    }
  });
}
