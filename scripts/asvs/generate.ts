// `npm run asvs`: runs the tests that name a requirement of the OWASP ASVS, and generates docs/security/asvs.md from their
// names and results. Run it after adding or renaming such a test.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { runTaggedTests } from "./run-tagged-tests.ts";
import { renderTable, tableFile } from "./table.ts";
import { findTaggedTests } from "./tagged-tests.ts";

const tests = findTaggedTests();
const results = await runTaggedTests(tests);
mkdirSync(dirname(tableFile), { recursive: true });
writeFileSync(tableFile, renderTable(tests, results));
const bad = tests.filter((tagged) => results.get(tagged) !== "passed");
for (const tagged of bad) console.error(`${results.get(tagged)}: ${tagged.name} (${tagged.file})`);
console.log(`${tests.length - bad.length} tests passed, ${bad.length} did not`);
process.exitCode = bad.length === 0 ? 0 : 1;
