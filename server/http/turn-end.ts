/**
 * Returns a function that keeps items until the end of this turn of the event loop, when `handle` gets one after the other. Answers
 * that leave together cost the system less: whoever receives them is woken once, not for each (ADR 0004). With `most` items
 * waiting nothing waits any longer. `handle` must not throw.
 */
export function deferToTurnEnd<Item>(handle: (item: Item) => void, most: number): (item: Item) => void {
  let waiting: Item[] = [];
  const handleAll = () => {
    const items = waiting;
    waiting = [];
    for (const item of items) handle(item);
  };
  return (item) => {
    waiting.push(item);
    if (waiting.length === 1) setImmediate(handleAll);
    else if (waiting.length === most) handleAll();
  };
}
