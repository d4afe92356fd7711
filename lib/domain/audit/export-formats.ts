/** Starts a CSV file. Without it, a spreadsheet reads the file in the encoding of the user's system. */
export const byteOrderMark = "\uFEFF";

/** Formats a CSV cell (RFC 4180) so that no spreadsheet interprets it as a formula (OWASP, CSV injection). */
export function formatCsvCell(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  const harmless = /^[=+\-@\t\r\0]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) || harmless !== text ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Formats one line of a CSV file, including the line break (RFC 4180). */
export function formatCsvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(formatCsvCell).join(",")}\r\n`;
}
