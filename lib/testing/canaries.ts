import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The ways a value may lie around: as it is, percent-encoded, in hexadecimal, and in base64 at each of three offsets. */
function listForms(value: string): string[] {
  const bytes = Buffer.from(value);
  const base64 = [0, 1, 2].flatMap((offset) => {
    const shifted = Buffer.concat([Buffer.alloc(offset), bytes]);
    // The first and last digits also depend on what stands beside the value.
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

/** Which values can be found in the text; never says the value itself. */
export function findInText(text: Buffer, values: readonly string[]): number[] {
  return values.flatMap((value, index) =>
    listForms(value).some((form) => text.includes(form)) ? [index] : [],
  );
}

/** Where under these folders any of the values lies around: one line a file. */
export async function findInFolders(
  folders: readonly string[],
  values: readonly string[],
): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    for (const file of await listFiles(folder)) {
      const hits = findInText(await readFile(file), values);
      if (hits.length > 0) found.push(`${file} holds value ${hits.join(", ")}`);
    }
  }
  return found;
}
