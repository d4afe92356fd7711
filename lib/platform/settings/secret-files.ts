import { readFileSync } from "node:fs";

/** The variable with the path of the file that a secret is read from. */
export function getFileVariable(name: string): string {
  return `${name}_FILE`;
}

interface SecretFiles {
  values: Record<string, string>;
}

/** The problem ends a sentence that begins with the variable's name. */
interface SecretFileProblem {
  variable: string;
  problem: string;
}

/** Reads the secrets whose `NAME_FILE` is set. White space at the end of a file is not part of the secret. */
export function readSecretFiles(
  names: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): SecretFiles | SecretFileProblem {
  const values: Record<string, string> = {};
  for (const name of names) {
    const variable = getFileVariable(name);
    const path = environment[variable];
    if (path === undefined) continue;
    if (environment[name] !== undefined) {
      return { variable, problem: `and ${name} are both set: remove one of them` };
    }
    const content = readContent(path);
    if (content === null) return { variable, problem: `names a file that can't be read: ${path}` };
    if (content === "") return { variable, problem: `names an empty file: ${path}` };
    values[name] = content;
  }
  return { values };
}

/** Null if it can't be read. */
function readContent(path: string): string | null {
  try {
    return readFileSync(path, "utf8").trimEnd();
  } catch {
    return null;
  }
}
