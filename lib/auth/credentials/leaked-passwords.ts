import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The first 4 bytes of the SHA-256 of each password, sorted, big-endian. A password that isn't in the list is taken for
 * one with a probability of 1 in 8,000. Written by scripts/generate-leaked-passwords.ts.
 */
export const leakedPasswordsFile = join(process.cwd(), "lib/auth/credentials/leaked-passwords.bin");

// 2 MB, so it is read only when someone chooses a password.
let prefixes: Buffer | undefined;

/** People vary the case of a leaked password, and so do those who guess it. */
export function toLeakedForm(password: string): string {
  return password.normalize("NFKC").toLowerCase();
}

/** Whether the password is one of the million most common ones in known leaks (ASVS 5.0, 6.2.12). Works offline. */
export function isLeaked(password: string): boolean {
  prefixes ??= readFileSync(leakedPasswordsFile);
  const wanted = hash("sha256", toLeakedForm(password), "buffer").readUInt32BE();
  let [low, high] = [0, prefixes.length / 4];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (prefixes.readUInt32BE(middle * 4) < wanted) low = middle + 1;
    else high = middle;
  }
  return low < prefixes.length / 4 && prefixes.readUInt32BE(low * 4) === wanted;
}
