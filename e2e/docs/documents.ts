import { readdirSync } from "node:fs";

/** Documents for contributors, which are not guides. */
const forContributors = ["architecture"];

/** Every guide in docs/, by its file name. */
export const documents = readdirSync(new URL("../../docs", import.meta.url))
  .filter((file) => file.endsWith(".md"))
  .map((file) => ({ name: file.replace(/\.md$/, "") }))
  .filter(({ name }) => !forContributors.includes(name));
