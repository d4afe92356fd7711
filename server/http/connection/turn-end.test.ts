import { expect, test } from "vitest";
import { deferToTurnEnd } from "./turn-end.ts";

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test("passes items on in order, at the end of the turn and not earlier", async () => {
  const handled: number[] = [];
  const defer = deferToTurnEnd((item: number) => handled.push(item), 10);
  defer(1);
  await Promise.resolve();
  defer(2);
  expect(handled).toEqual([]);
  await nextTurn();
  expect(handled).toEqual([1, 2]);
  defer(3);
  await nextTurn();
  expect(handled).toEqual([1, 2, 3]);
});

test("does not wait once the maximum is reached", async () => {
  const handled: number[] = [];
  const defer = deferToTurnEnd((item: number) => handled.push(item), 3);
  for (const item of [1, 2, 3, 4]) defer(item);
  expect(handled).toEqual([1, 2, 3]);
  await nextTurn();
  expect(handled).toEqual([1, 2, 3, 4]);
});

test("keeps items added in the meantime for the next turn", async () => {
  const handled: number[] = [];
  const defer = deferToTurnEnd((item: number) => {
    handled.push(item);
    if (item === 1) defer(2);
  }, 10);
  defer(1);
  await nextTurn();
  await nextTurn();
  expect(handled).toEqual([1, 2]);
});
