// `npm start` and `npm run dev`. Runs on the machine's own Node with only built-in modules: it installs
// everything else.
import { describeOldNode } from "./launch/node/node-version.mjs";

const problem = describeOldNode(process.versions.node);
if (problem === null) {
  // Loaded only now and without top-level await: an older Node could not even parse it.
  import("./launch/run/start-console.mjs").then((launcher) => launcher.runStart(process.argv.slice(2)));
} else {
  console.error(problem);
  process.exitCode = 1;
}
