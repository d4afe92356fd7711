/** ENOSPC by Emscripten's own numbers: what its file system throws is no Error, and has no code. */
const emscriptenDiskFull = 51;

/** How the process that creates the files says it. */
export const diskFullExitCode = 28;

export function isEngineDiskFull(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  if ("errno" in error && error.errno === emscriptenDiskFull) return true;
  if ("code" in error && error.code === "ENOSPC") return true;
  return error instanceof Error && error.message.includes("No space left on device");
}
