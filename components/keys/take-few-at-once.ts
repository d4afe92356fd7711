const atOnce = 4;

/** Does the work for each item, a few at a time: a page of keys is not a rush of calls. `work` must not throw. */
export async function takeFewAtOnce<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const takeTheNext = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, takeTheNext));
}
