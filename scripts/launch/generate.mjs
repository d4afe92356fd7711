import { join } from "node:path";
import { digestPaths } from "./digest.mjs";
import { LaunchError } from "./launch-error.mjs";
import { repository } from "./repository.mjs";
import { isStamped, workUnderStamp } from "./stamp.mjs";
import { getLastLines, runStep } from "./step.mjs";

const stamp = join(repository, "lib", "platform", "db", "generated", ".stamp");

function digestSchema() {
  return digestPaths(repository, ["prisma/schema.prisma", "prisma.config.ts", "package-lock.json"]);
}

export function isGenerated() {
  return isStamped(stamp, digestSchema());
}

/**
 * @param {string} node
 * @param {AbortSignal} signal
 */
export async function generateClient(node, signal) {
  await workUnderStamp(stamp, async () => {
    const digest = digestSchema();
    const prisma = join(repository, "node_modules", "prisma", "build", "index.js");
    const { exitCode, output } = await runStep("Generating the database client", [node, prisma, "generate"], {
      signal,
      environment: {
        // Generating needs no engine, but Prisma would download one unless this path exists.
        PRISMA_SCHEMA_ENGINE_BINARY: join(repository, "package.json"),
        CHECKPOINT_DISABLE: "1",
      },
    });
    if (exitCode === 0) return digest;
    console.error(getLastLines(output));
    throw new LaunchError("The database client could not be generated. See Prisma's output above.");
  });
}
