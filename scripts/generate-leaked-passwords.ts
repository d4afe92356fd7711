import { hash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { leakedPasswordsFile, toLeakedForm } from "#lib/auth/credentials/leaked-passwords.ts";

// Run it with a list of passwords, one per line:
// node scripts/generate-leaked-passwords.ts LIST
// The committed file is made from the million most common ones in the OWASP project SecLists.

/** Shorter ones are rejected anyway. */
const minLength = 8;

const [list] = process.argv.slice(2);
if (list === undefined) throw new Error("Usage: node scripts/generate-leaked-passwords.ts LIST");
const passwords = (await readFile(list, "utf8"))
  .split(/\r?\n/)
  .filter((line) => [...line].length >= minLength);
const prefixes = new Set(
  passwords.map((password) => hash("sha256", toLeakedForm(password), "buffer").readUInt32BE()),
);
const sorted = Uint32Array.from(prefixes).sort();
const bytes = Buffer.alloc(sorted.length * 4);
for (const [i, prefix] of sorted.entries()) bytes.writeUInt32BE(prefix, i * 4);
await writeFile(leakedPasswordsFile, bytes);
process.stdout.write(`${sorted.length} passwords\n`);
