import manifest from "../../../package.json" with { type: "json" };

/** The version of this console. */
export const productVersion: string = manifest.version;
