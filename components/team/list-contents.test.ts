import { expect, test } from "vitest";
import { listContents } from "./list-contents.ts";

test("names what goes with a team, with its numbers", () => {
  const contents = {
    keys: 1204,
    apps: 2,
    members: 3,
    invitations: 2,
    environments: 3,
    fhirServers: 1,
    workers: 2,
    permissions: 5,
  };
  expect(listContents(contents)).toEqual({
    ends: [
      "1,204 API keys stop working: every request with them is rejected.",
      "2 apps stop working: every request with them is rejected.",
      "3 members, you included, lose access.",
      "2 pending invitations can't be accepted any more.",
    ],
    removed: "3 environments, 1 FHIR server, 2 AI workers, and 5 custom permissions",
  });
});

test("leaves out what a team has none of", () => {
  const none = { apps: 0, invitations: 0, fhirServers: 0, workers: 0, permissions: 0 };
  expect(listContents({ ...none, keys: 0, members: 1, environments: 1 })).toEqual({
    ends: ["You lose access."],
    removed: "1 environment",
  });
  expect(listContents({ ...none, keys: 1, members: 1, environments: 1 }).ends[0]).toBe(
    "1 API key stops working: every request with it is rejected.",
  );
});
