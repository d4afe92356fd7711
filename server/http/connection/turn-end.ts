import { collectUntilTurnEnd } from "#lib/platform/process/turn-end.ts";

/**
 * Returns a function that collects items until the end of this turn of the event loop, and then passes them
 * to `handle` one by one. Responses sent together cost the system less: their receiver is woken once, not for
 * each of them (ADR 0004). Once `maxItems` are waiting, they are handled immediately. `handle` must not
 * throw.
 */
export function deferToTurnEnd<Item>(handle: (item: Item) => void, maxItems: number): (item: Item) => void {
  return collectUntilTurnEnd((items) => {
    for (const item of items) handle(item);
  }, maxItems);
}
