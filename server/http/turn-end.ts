import { collectUntilTurnEnd } from "#lib/turn-end.ts";

/**
 * Returns a function that keeps items until the end of this turn of the event loop, when `handle` gets one after the other. Answers
 * that leave together cost the system less: whoever receives them is woken once, not for each (ADR 0004). With `most` items
 * waiting nothing waits any longer. `handle` must not throw.
 */
export function deferToTurnEnd<Item>(handle: (item: Item) => void, most: number): (item: Item) => void {
  return collectUntilTurnEnd((items) => {
    for (const item of items) handle(item);
  }, most);
}
