const maxConcurrency = 4;

/**
 * Runs `work` for each item, a few at a time, so that a page of keys doesn't send a burst of requests. `work` must not
 * throw.
 */
export async function forEachConcurrently<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const takeNext = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: maxConcurrency }, takeNext));
}
