import { claimBuild, nextEnvironment } from "../build.mjs";
import { prepareCheckout } from "../prepare.mjs";
import { runLauncher } from "./run-launcher.mjs";
import { runServer } from "./run-server.mjs";

/** @param {readonly string[]} parameters of the command line */
export async function runStart(parameters) {
  const isDevelopment = parameters.includes("--dev");
  await runLauncher((signal) => startConsole(isDevelopment, signal));
}

/**
 * @param {boolean} isDevelopment
 * @param {AbortSignal} signal
 * @returns {Promise<number>} the server's exit code
 */
async function startConsole(isDevelopment, signal) {
  const needsBuild = !isDevelopment && process.env.SERVE !== "api";
  const { node, buildDirectory } = await prepareCheckout({ needsBuild, signal });
  const releaseBuild = buildDirectory === null ? () => {} : claimBuild(buildDirectory);
  try {
    return await runServer(node, {
      isReloading: isDevelopment,
      environment: {
        ...nextEnvironment,
        NODE_ENV: isDevelopment ? "development" : "production",
        ...(buildDirectory === null ? {} : { NEXT_DIST_DIR: buildDirectory }),
      },
      signal,
    });
  } finally {
    releaseBuild();
  }
}
