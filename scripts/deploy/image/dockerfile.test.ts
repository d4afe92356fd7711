import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseDockerfile, parseVariables, parseWords } from "./dockerfile.ts";

test("the console's image has two stages, and ends as a user without privileges", () => {
  const stages = parseDockerfile(readFileSync("deploy/docker/Dockerfile", "utf8"));
  expect(stages.map(({ name }) => name)).toEqual(["unpacked", null]);
  const last = stages[1]?.instructions ?? [];
  const find = (name: string) => last.find((instruction) => instruction.name === name)?.text ?? "";
  expect(find("USER")).toBe("10001:10001");
  expect(find("STOPSIGNAL")).toBe("SIGTERM");
  expect(parseWords(find("CMD"))).toEqual(["start"]);
  expect(parseVariables(find("ENV"))).toMatchObject({ HOST: "0.0.0.0", DATA_DIR: "/data/console" });
});

test("an instruction that can't be run is an error", () => {
  expect(() => parseDockerfile("FROM a\nADD b c")).toThrow("ADD b c");
  expect(() => parseDockerfile("RUN a")).toThrow("must begin with FROM");
});
