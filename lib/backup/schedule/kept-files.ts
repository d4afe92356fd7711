/** Files that scheduled backups wrote. Others in the same folder are never removed. */
const ownFile = /^byteengine-\d{8}T\d{6}Z\.zst(?:\.age)?$/;
const ownPartialFile = /^\.byteengine-\d{8}T\d{6}Z\.zst(?:\.age)?\.[0-9a-f]+\.partial$/;

export function nameBackup(now: Date, isEncrypted: boolean): string {
  const time = now.toISOString().replace(/\.\d+/, "").replaceAll(/[-:]/g, "");
  return `byteengine-${time}.zst${isEncrypted ? ".age" : ""}`;
}

/** The files to remove after a success: all but the newest. */
export function listSuperseded(names: readonly string[], keep: number): string[] {
  // The names sort by time.
  return names
    .filter((name) => ownFile.test(name))
    .sort()
    .slice(0, -keep);
}

/** What a killed process has left. */
export function listPartial(names: readonly string[]): string[] {
  return names.filter((name) => ownPartialFile.test(name));
}
