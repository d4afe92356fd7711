import { nextEnvironment } from "../build.mjs";
import { LaunchError } from "../launch-error.mjs";
import { prepareCheckout } from "../prepare.mjs";
import { runLauncher } from "./run-launcher.mjs";
import { runProgram, stopWithLauncher } from "./run-program.mjs";

/**
 * Prepares the checkout and runs one of its scripts on the Node of the product, with the command line's parameters.
 * @param {string} script relative to the repository
 * @param {{ parameters: readonly string[], needsBuild?: boolean, lastLine?: string }} options `lastLine` is printed if the
 * checkout can't be prepared
 */
export async function runPrepared(script, { parameters, needsBuild = false, lastLine }) {
  await runLauncher(async (signal) => {
    try {
      const { node, buildDirectory } = await prepareCheckout({ needsBuild, signal });
      const build = buildDirectory === null ? {} : { ...nextEnvironment, NEXT_DIST_DIR: buildDirectory };
      return await runProgram(node, [stopWithLauncher, script, ...parameters], {
        environment: build,
        signal,
        stopsGroup: true,
      });
    } catch (error) {
      if (!(error instanceof LaunchError) || lastLine === undefined) throw error;
      console.error(`${error.message}\n\n${lastLine}`);
      return 1;
    }
  });
}
