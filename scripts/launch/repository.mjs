import { fileURLToPath } from "node:url";

/** The absolute path of the checkout. Every command runs there, no matter where it was started. */
export const repository = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
