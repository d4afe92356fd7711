import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { getLastLines, runStep } from "../launch/step.mjs";

/** Commands of each package manager; the package's name is added to the last. */
const managers: Readonly<Record<string, readonly string[]>> = {
  "apt-get": ["update", "install -y --no-install-recommends"],
  dnf: ["install -y"],
  apk: ["add --no-cache"],
  pacman: ["-Sy --noconfirm"],
  brew: ["install"],
};

/** The package of each tool, where it is not named after the tool: for every manager, or for some. */
const packages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  postgres: { "": "postgresql", dnf: "postgresql-server", brew: "postgresql@17" },
  nginx: { "apt-get": "nginx-light" },
  redis: { "apt-get": "redis-server" },
  "headless-chromium": { "": "chromium", "apt-get": "chromium-headless-shell" },
  promtool: { "": "prometheus" },
  python: { "": "python3-requests", apk: "py3-requests", pacman: "python-requests", brew: "python" },
};

/** The absolute path of the first of the names that is on the PATH or in one of the extra folders. */
export function findProgram(names: readonly string[], extraFolders: readonly string[] = []): string | null {
  const folders = [...(process.env.PATH ?? "").split(delimiter), ...extraFolders];
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return paths.find((path) => existsSync(path)) ?? null;
}

/** The prefix that runs a command as root; null if that is not allowed. Homebrew does not run as root. */
function getRootPrefix(manager: string): readonly string[] | null {
  if (manager === "brew" || process.getuid?.() === 0) return [];
  return spawnSync("sudo", ["-n", "true"], { stdio: "ignore" }).status === 0 ? ["sudo", "-n"] : null;
}

/** Installs the package of a tool, if allowed. Returns the command to run, for the message if the tool is still missing. */
export async function installSystemPackage(tool: string, signal: AbortSignal): Promise<string> {
  const manager = Object.keys(managers).find((name) => findProgram([name]) !== null);
  if (manager === undefined) return "install it with your system's package manager";
  const name = packages[tool]?.[manager] ?? packages[tool]?.[""] ?? tool;
  const parameters = managers[manager] ?? [];
  const commands = parameters.map(
    (text, at) => `${manager} ${text}${at === parameters.length - 1 ? ` ${name}` : ""}`,
  );
  const prefix = getRootPrefix(manager);
  for (const command of prefix === null ? [] : commands) {
    const [program = manager, ...rest] = [...(prefix ?? []), ...command.split(" ")];
    const environment = { DEBIAN_FRONTEND: "noninteractive" };
    const { exitCode, output } = await runStep(`Running ${command}`, [program, ...rest], {
      signal,
      environment,
    });
    if (exitCode === 0) continue;
    console.error(getLastLines(output, 5));
    break;
  }
  return `run: ${commands.map((command) => `sudo ${command}`).join(" && ")}`;
}
