import { expect, test } from "vitest";
import { type AffectedTeam, listUndecided, toKeys } from "./key-choices.ts";

const team: AffectedTeam = {
  id: "team_1",
  slug: "engines",
  name: "Engines",
  role: "admin",
  outcome: "left",
  liveKeys: 2,
  keyNames: ["A", "B"],
  canHandOver: true,
};

test("asks for a choice only where there is one", () => {
  const others: AffectedTeam[] = [
    { ...team, id: "team_2", liveKeys: 0 },
    { ...team, id: "team_3", outcome: "deleted" },
    { ...team, id: "team_4", canHandOver: false },
  ];
  expect(listUndecided([team, ...others], {})).toEqual([team]);
  expect(listUndecided([team, ...others], { team_1: "handOver" })).toEqual([]);
});

test("sends the choice of each team with keys that stays", () => {
  const developer = { ...team, id: "team_2", canHandOver: false };
  const gone: AffectedTeam = { ...team, id: "team_3", outcome: "deleted" };
  expect(toKeys([team, developer, gone], { team_1: "handOver", team_2: "handOver" })).toEqual([
    { teamId: "team_1", choice: "handOver" },
    { teamId: "team_2", choice: "revoke" },
  ]);
});
