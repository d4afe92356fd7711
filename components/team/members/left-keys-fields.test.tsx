import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { member } from "#lib/api/openapi/examples/objects.ts";
import type { LiveKeys } from "./left-keys-draft.ts";
import { LeftKeysFields } from "./left-keys-fields.tsx";

function render(
  isOwn: boolean,
  liveKeys: LiveKeys,
  choice: "reassign" | null = null,
  error: string | undefined = undefined,
): string {
  return renderToStaticMarkup(
    <LeftKeysFields
      isOwn={isOwn}
      liveKeys={liveKeys}
      total={0}
      now="2026-01-01T00:00:00.000Z"
      canDisable={false}
      newOwners={[member]}
      draft={{ choice, newOwnerId: "" }}
      onChange={() => undefined}
      error={error}
    />,
  );
}

test.each<[LiveKeys, own: string, ofOthers: string]>([
  [{ state: "loading" }, "Loading your keys…", "Loading their keys…"],
  [{ state: "unknown" }, "Your keys couldn&#x27;t be loaded.", "Their keys couldn&#x27;t be loaded."],
  [
    { state: "known", data: { data: [], nextCursor: null } },
    "You have no current keys.",
    "They have no current keys.",
  ],
])("%# speaks of your keys only if they are yours", (liveKeys, own, ofOthers) => {
  expect(render(true, liveKeys)).toContain(own);
  expect(render(false, liveKeys)).toContain(ofOthers);
});

test("marks the field that an error is about", () => {
  const findInvalid = (choice: "reassign" | null) =>
    render(false, { state: "unknown" }, choice, "Choose one").match(
      /<(input|select)[^>]*aria-invalid="true"/g,
    );
  expect(findInvalid(null)).toHaveLength(2);
  expect(findInvalid("reassign")).toEqual([expect.stringMatching(/^<select/)]);
});
