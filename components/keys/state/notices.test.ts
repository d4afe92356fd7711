import { expect, test } from "vitest";
import { dialogTexts } from "#components/dialogs/texts.ts";
import { keyActionTexts } from "#components/keys/action-texts.ts";

// The same person may have changed the key in another tab, or a program with one of their keys.
test("notices about another change don't claim that someone else made it", () => {
  const notices = [
    keyActionTexts.stale.changed,
    keyActionTexts.stale.rotated("be_live_...abcd"),
    dialogTexts.conflict(["the name", "the description"]),
  ];
  for (const notice of notices) expect(notice).not.toMatch(/someone|their/i);
});
