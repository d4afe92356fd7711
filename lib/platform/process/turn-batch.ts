/**
 * Returns a function that collects items and passes all items of one turn of the event loop to `handle` at
 * its end.
 */
export function createTurnBatch<Item>(handle: (items: Item[]) => void): (item: Item) => void {
  let items: Item[] = [];
  const handleAll = () => {
    const taken = items;
    items = [];
    handle(taken);
  };
  return (item) => {
    items.push(item);
    if (items.length === 1) setImmediate(handleAll);
  };
}
