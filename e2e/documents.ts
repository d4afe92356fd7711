import { readdirSync } from "node:fs";

/** Guides for readers of the product; what is for those who work on it is not among them. */
const forBuilders = ["architecture"];

/** Every guide in docs/, by its file's name. */
export const documents = readdirSync(new URL("../docs", import.meta.url))
  .filter((file) => file.endsWith(".md"))
  .map((file) => ({ name: file.replace(/\.md$/, "") }))
  .filter(({ name }) => !forBuilders.includes(name));
