// `npm run bench`: builds the product as `npm start` does, then compares it with its peers (bench/run.ts).
import { runPrepared } from "./launch/run/run-prepared.mjs";

await runPrepared("bench/run.ts", { parameters: process.argv.slice(2), needsBuild: true });
