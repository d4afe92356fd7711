import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The forms in which a value can occur: unchanged, percent-encoded, in hexadecimal, and in base64 at each of
 * three offsets.
 */
function listForms(value: string): string[] {
  const bytes = Buffer.from(value);
  const base64 = [0, 1, 2].flatMap((offset) => {
    const shifted = Buffer.concat([Buffer.alloc(offset), bytes]);
    // The first and last digits also depend on what is next to the value.
    const digits = shifted
      .toString("base64")
      .replace(/=+$/, "")
      .slice(offset === 0 ? 0 : offset + 1, -1);
    return [digits, digits.replaceAll("+", "-").replaceAll("/", "_")];
  });
  return [
    ...new Set([
      value,
      encodeURIComponent(value),
      JSON.stringify(value).slice(1, -1),
      bytes.toString("hex"),
      ...base64,
    ]),
  ];
}

async function listFiles(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** The indexes of the values found in the text. Never returns a value itself. */
export function findInText(text: Buffer, values: readonly string[]): number[] {
  return values.flatMap((value, index) =>
    listForms(value).some((form) => text.includes(form)) ? [index] : [],
  );
}

/** Where any of the values occurs in these folders: one line per file. */
export async function findInFolders(
  folders: readonly string[],
  values: readonly string[],
): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    for (const file of await listFiles(folder)) {
      const hits = findInText(await readFile(file), values);
      if (hits.length > 0) found.push(`${file} contains value ${hits.join(", ")}`);
    }
  }
  return found;
}
