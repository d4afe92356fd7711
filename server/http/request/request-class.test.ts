import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { classifyRequest } from "./request-class.ts";

test("files in public/ have no limit", () => {
  const limited = readdirSync("public").filter((name) => classifyRequest(`/${name}`) !== null);
  expect(limited).toEqual([]);
  expect(classifyRequest("/.well-known/security.txt")).toBe("page");
});
