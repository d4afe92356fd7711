/** Emscripten's number for ENOSPC: its file system throws objects that are not errors and have no code. */
const emscriptenDiskFull = 51;

/** The exit code with which the process that creates the files reports a full disk. */
export const diskFullExitCode = 28;

export function isEngineDiskFull(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  if ("errno" in error && error.errno === emscriptenDiskFull) return true;
  if ("code" in error && error.code === "ENOSPC") return true;
  return error instanceof Error && error.message.includes("No space left on device");
}
