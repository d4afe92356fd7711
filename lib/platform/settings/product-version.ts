import manifest from "../../../package.json" with { type: "json" };

/** The version of this console. */
export const productVersion: string = manifest.version;

/** The commit it was built from. Empty if that is not known. */
export const productCommit: string = readCommit(manifest);

function readCommit(from: object): string {
  return "commit" in from && typeof from.commit === "string" ? from.commit : "";
}
