/**
 * Returns a function that collects items until the end of this turn of the event loop, when `handleAll` gets them in order.
 * With `max` items waiting nothing waits any longer. `handleAll` must not throw.
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
