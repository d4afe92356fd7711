/** A database at one moment: what changes while it is read isn't seen. */
export interface Source {
  /** Runs one SELECT whose columns are text. */
  read(sql: string): Promise<(string | null)[][]>;
  close(): Promise<void>;
}

/** Makes the text of values the same on every database. */
export const textSettings = `
  SET TimeZone = 'UTC'; SET DateStyle = 'ISO, MDY'; SET IntervalStyle = 'iso_8601'; SET bytea_output = 'hex';
  SET extra_float_digits = 1`;
