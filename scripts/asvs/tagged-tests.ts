import { readFileSync } from "node:fs";
import { listSourceFiles } from "../source-files.ts";

/** A test whose name ends with the requirements it shows: `expires after 7 days without use (ASVS 7.3.1)`. */
export interface TaggedTest {
  file: string;
  /** Without the tag. */
  name: string;
  requirements: string[];
}

const isTest = /\.(test|spec)\.tsx?$/;
const ids = String.raw`\d+\.\d+\.\d+`;

/** A name in quotes, at the start of a line or after an opening parenthesis. */
const tagged = new RegExp(
  String.raw`(?:^\s*|\()(["'\`])((?:(?!\1).)+?) \(ASVS (${ids}(?:, ${ids})*)\)\1`,
  "gm",
);

function findInFile(file: string): TaggedTest[] {
  return [...readFileSync(file, "utf8").matchAll(tagged)].map(([, , name = "", list = ""]) => ({
    file,
    name,
    requirements: list.split(", "),
  }));
}

/** The tagged tests of the repository, in the order of their files. */
export function findTaggedTests(): TaggedTest[] {
  return listSourceFiles()
    .filter((file) => isTest.test(file) && file !== "scripts/asvs/asvs.test.ts")
    .flatMap(findInFile);
}
