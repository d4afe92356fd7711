/** A cell as RFC 4180 writes it, and such that no spreadsheet takes it for a formula (OWASP, CSV injection). */
export function formatCsvCell(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  const harmless = /^[=+\-@\t\r\0]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) || harmless !== text ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** One line of a CSV file, its end included (RFC 4180). */
export function formatCsvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(formatCsvCell).join(",")}\r\n`;
}
