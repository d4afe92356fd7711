import { expect, test } from "vitest";
import { nameDraft, removeDraftsOfOthers } from "./draft-storage.ts";

function createStorage(names: readonly string[]) {
  const items = new Set(names);
  return {
    items,
    get length() {
      return items.size;
    },
    key: (index: number) => [...items][index] ?? null,
    removeItem: (name: string) => void items.delete(name),
  };
}

test("removes only the drafts of other users", () => {
  const kept = [nameDraft("user_1", "team_1"), nameDraft("user_1", "key_1"), "another-item"];
  const others = [nameDraft("user_2", "team_1"), nameDraft("user_10", "key_1"), nameDraft("user_2", "key_2")];
  const storage = createStorage([...others, ...kept]);
  removeDraftsOfOthers(storage, "user_1");
  expect([...storage.items]).toEqual(kept);
});
