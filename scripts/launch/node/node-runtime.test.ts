import { expect, test } from "vitest";
import { LaunchError } from "../launch-error.mjs";
import { chooseOwnNode, findNode } from "./node-runtime.mjs";

test("uses the machine's own Node if it is new enough", () => {
  expect(chooseOwnNode("24.1.0", "/usr/bin/node")).toBe("/usr/bin/node");
});

test("without Node 24 the start ends with one line that gives the version found and what to install", () => {
  const choose = () => chooseOwnNode("20.20.2", "/usr/bin/node");
  expect(choose).toThrow(LaunchError);
  expect(choose).toThrow(/20\.20\.2.*Install Node 24/);
});

test("finds a Node that can be run", async () => {
  expect(await findNode(new AbortController().signal)).toMatch(/node$/);
});
