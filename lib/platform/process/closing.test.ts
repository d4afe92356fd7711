import { expect, test } from "vitest";
import { createClosing } from "./closing.ts";

test("closes once, in reverse order", async () => {
  const closing = createClosing();
  const order: string[] = [];
  closing.add("database", () => order.push("database"));
  closing.add("usage", async () => order.push("usage"));
  await Promise.all([closing.close(), closing.close()]);
  expect(order).toEqual(["usage", "database"]);
});

test("closes the rest if one fails, and names the one that failed", async () => {
  const closing = createClosing();
  const order: string[] = [];
  closing.add("database", () => order.push("database"));
  closing.add("usage", () => Promise.reject(new Error("no connection")));
  await expect(closing.close()).rejects.toThrow("closing usage failed: no connection");
  expect(order).toEqual(["database"]);
});

test("closes a resource immediately if it is added after the close", async () => {
  const closing = createClosing();
  await closing.close();
  const order: string[] = [];
  closing.add("late", () => order.push("late"));
  await closing.close();
  expect(order).toEqual(["late"]);
});
