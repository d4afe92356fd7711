import { expect, test } from "vitest";
import { nameDraft, removeDraftsOfOthers } from "./draft-storage.ts";

/** As a browser's: items are properties, and its functions are not listed among them. */
function createStorage(names: readonly string[]) {
  const items: Record<string, string> = Object.fromEntries(names.map((name) => [name, ""]));
  const removeItem = (name: string) => void Reflect.deleteProperty(items, name);
  return Object.defineProperty(items, "removeItem", { value: removeItem }) as unknown as Pick<
    Storage,
    "removeItem"
  >;
}

test("removes only the drafts of other users", () => {
  const kept = [nameDraft("user_1", "team_1"), nameDraft("user_1", "key_1"), "another-item"];
  const others = [nameDraft("user_2", "team_1"), nameDraft("user_10", "key_1"), nameDraft("user_2", "key_2")];
  const storage = createStorage([...others, ...kept]);
  removeDraftsOfOthers(storage, "user_1");
  expect(Object.keys(storage)).toEqual(kept);
});
