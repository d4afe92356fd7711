import { expect, test } from "vitest";
import { planUpkeep, type TableActivity, type UpkeepPlan, writeStatements } from "./embedded-upkeep.ts";

const quiet: TableActivity = {
  name: "public.api_keys",
  live: 100_000,
  dead: 0,
  left_in_indexes: 0,
  changed: 0,
  is_unknown: false,
};

test.each<[string, Partial<TableActivity>, UpkeepPlan]>([
  ["nothing if little has changed", { dead: 5_000, changed: 10_000 }, { vacuum: null, analyze: false }],
  ["only the rows of a large table", { dead: 5_001 }, { vacuum: "rows", analyze: false }],
  [
    "its indexes once a fifth of the rows is dead in them",
    { left_in_indexes: 30_001 },
    { vacuum: "rows and indexes", analyze: false },
  ],
  ["the indexes only once for the same rows", { left_in_indexes: 30_000 }, { vacuum: null, analyze: false }],
  [
    "everything in a small table",
    { live: 100, dead: 600, changed: 600 },
    { vacuum: "rows and indexes", analyze: true },
  ],
  ["missing planner statistics", { is_unknown: true }, { vacuum: null, analyze: true }],
])("maintains %s", (_, activity, plan) => {
  expect(planUpkeep({ ...quiet, ...activity }, 10_000)).toEqual(plan);
});

test("splits what takes long into several statements, with a sample that doesn't grow with the table", () => {
  const unknown = writeStatements({ ...quiet, is_unknown: true }, { vacuum: null, analyze: true });
  expect(unknown.map((statement) => /target = (\d+)/.exec(statement)?.[1])).toEqual(["1", "3"]);
  const changed = writeStatements(quiet, { vacuum: "rows and indexes", analyze: true });
  expect(changed.map((statement) => /INDEX_CLEANUP \w+|ANALYZE/.exec(statement)?.[0])).toEqual([
    "INDEX_CLEANUP off",
    "INDEX_CLEANUP auto",
    "ANALYZE",
  ]);
});
