// Proof: random requests to /auth, /keys/verify and introspection with keys in random states, while time
// passes and the keys change: every response matches an independently written model. It stops at the first
// difference, with the shortest example.
// `npm run prove -- verdict-model [how many] [seed]`
import fc from "fast-check";
import { createVerdictProperty } from "#e2e/support/verification/verdict-cases.ts";

const wanted = Number(process.argv[2] ?? 1_000_000);
const firstSeed = Number(process.argv[3] ?? 20_260_103);

const tally = { auth: 0, verify: 0, introspect: 0 };
const property = createVerdictProperty(tally);
const count = () => tally.auth + tally.verify + tally.introspect;
const startedAt = performance.now();
let seed = firstSeed;
for (; count() < wanted; seed++) await fc.assert(property, { numRuns: 500, seed });
const seconds = (performance.now() - startedAt) / 1000;
console.log(
  `${count()} verdicts (${tally.auth} of /auth, ${tally.verify} of /keys/verify, ${tally.introspect} introspections), ` +
    `seeds ${firstSeed} to ${seed - 1}, in ${seconds.toFixed(0)} s: 0 differences`,
);
