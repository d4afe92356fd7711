// `npm test`. Runs on the machine's own Node with only built-in modules: it installs everything else.
import { describeOldNode } from "./launch/node/node-version.mjs";

const problem = describeOldNode(process.versions.node);
if (problem === null) {
  const options = { parameters: process.argv.slice(2), lastLine: "0 passed, 1 failed" };
  // Loaded only now and without top-level await: an older Node could not even parse it.
  import("./launch/run/run-prepared.mjs").then(({ runPrepared }) =>
    runPrepared("scripts/test/run-tests.ts", options),
  );
} else {
  console.error(problem);
  process.exitCode = 1;
}
