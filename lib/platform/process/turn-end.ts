/**
 * Returns a function that collects items until the end of this turn of the event loop and then passes them to `handleAll`,
 * in order. Once `max` items are waiting, they are passed immediately. `handleAll` must not throw.
 */
export function collectUntilTurnEnd<Item>(
  handleAll: (items: Item[]) => void,
  max: number,
): (item: Item) => void {
  let waiting: Item[] = [];
  const flush = () => {
    const items = waiting;
    waiting = [];
    if (items.length > 0) handleAll(items);
  };
  return (item) => {
    waiting.push(item);
    if (waiting.length === 1) setImmediate(flush);
    else if (waiting.length === max) flush();
  };
}
