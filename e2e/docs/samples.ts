import { readFile } from "node:fs/promises";

export interface Sample {
  language: string;
  code: string;
}

/** All code blocks of a guide, without the indentation of a surrounding list. */
export async function readSamples(name: string): Promise<Sample[]> {
  const text = await readFile(new URL(`../../docs/${name}.md`, import.meta.url), "utf8");
  return [...text.matchAll(/^( *)```(\w*)\n(.*?)^ *```$/gms)].map(
    ([, indent = "", language = "", code = ""]) => ({
      language,
      code: code.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
    }),
  );
}
