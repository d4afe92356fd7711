const prefix = "key-draft/";

/** The name of a draft in the tab's sessionStorage. `formId` is the id of the key, or of the team for a new key. */
export function nameDraft(userId: string, formId: string): string {
  return `${prefix}${userId}/${formId}`;
}

/** Removes the drafts of everyone except this user. */
export function removeDraftsOfOthers(storage: Pick<Storage, "removeItem">, userId: string): void {
  // A storage has its items as properties.
  for (const name of Object.keys(storage)) {
    if (name.startsWith(prefix) && !name.startsWith(nameDraft(userId, ""))) storage.removeItem(name);
  }
}
