import { sendToRunningServer } from "#lib/admin/admin-channel.ts";

/** Runs a command of `npm run admin` in the console that uses this data directory. Null if none is running. */
export function sendAdminCommand(dataDirectory: string, ...words: string[]) {
  const signal = new AbortController().signal;
  return sendToRunningServer(dataDirectory, words, {
    standardInput: "",
    workingDirectory: dataDirectory,
    signal,
    report: () => {},
  });
}
