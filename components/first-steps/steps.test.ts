import { expect, test } from "vitest";
import { type FirstStepsData, isGuideShown, listSteps } from "./steps.ts";

const empty: FirstStepsData = {
  canGenerate: true,
  canInvite: true,
  hasKey: false,
  hasUsedKey: false,
  hasProductionKey: false,
  hasSecondMember: false,
  newestKey: null,
  production: { slug: "production", label: "Production", neededRole: null },
  isNew: true,
};

/** The steps in short: done, open or later. */
function describe(data: Partial<FirstStepsData>): string {
  return listSteps({ ...empty, ...data })
    .map(({ name, isDone, isOpen }) => `${name} ${isDone ? "done" : isOpen ? "open" : "later"}`)
    .join(", ");
}

test.each([
  [{}, "generate open, request later, production later, invite later"],
  [{ hasKey: true }, "generate done, request open, production later, invite later"],
  [{ hasKey: true, hasUsedKey: true }, "generate done, request done, production open, invite open"],
  // The used key was deleted since.
  [{ hasUsedKey: true }, "generate done, request done, production open, invite open"],
  [{ hasKey: true, hasProductionKey: true }, "generate done, request open, production done, invite later"],
  [{ hasUsedKey: true, hasSecondMember: true }, "generate done, request done, production open, invite done"],
  [{ production: null }, "generate open, request later, invite later"],
])("lists the steps of a team with %j", (data, expected) => {
  expect(describe(data)).toBe(expected);
});

test.each<[name: string, data: Partial<FirstStepsData>, isSkipped: boolean, isShown: boolean]>([
  ["a new team", {}, false, true],
  ["someone who can't generate keys", { canGenerate: false }, false, false],
  ["someone who skipped them", {}, true, false],
  ["a team that never sent a request", { hasKey: true, isNew: false }, false, true],
  ["a new team after its first request", { hasUsedKey: true }, false, true],
  ["a team that is done", { hasUsedKey: true, hasProductionKey: true, hasSecondMember: true }, false, false],
  ["an old team", { hasUsedKey: true, isNew: false }, false, false],
])("decides whether %s sees the steps", (_, data, isSkipped, isShown) => {
  expect(isGuideShown({ ...empty, ...data }, 1, isSkipped)).toBe(isShown);
  expect(isGuideShown({ ...empty, ...data }, 4, isSkipped), "with many keys").toBe(false);
});
