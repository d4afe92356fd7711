import { fileURLToPath } from "node:url";

/** Absolute path of the checkout; every command runs there, wherever it was called from. */
export const repository = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
