/** Longer statements are cut. */
const maxLength = 2_000;

/** Quoted text, dollar-quoted text and numbers. Parameters such as $1 and names such as key2 stay. */
const values = /'(?:[^']|'')*'?|\$\$[^$]*(?:\$[^$]+)*(?:\$\$)?|(?<![\w$."])\d+(?:\.\d+)?\b/g;

/** A statement's text on one line, with `?` in place of values written in it, for logs and traces. */
export function maskValues(statement: string): string {
  const text = statement.length > maxLength ? `${statement.slice(0, maxLength)}…` : statement;
  return text.replace(values, "?").replace(/\s+/g, " ").trim();
}
