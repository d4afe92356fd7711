import { expect, test } from "vitest";
import { type AdminCommand, AdminUsageError } from "./admin-command.ts";
import { describeCommands, parseCommandLine } from "./command-line.ts";

const run = async () => ({ lines: [], data: null });
const commands: Record<string, AdminCommand> = {
  status: { needs: "settings", parameters: "", summary: "Shows the status", run },
  "keys find": { needs: "database", parameters: "[TEXT]", summary: "Finds keys", run },
  copy: {
    needs: "database",
    parameters: "FROM TO",
    summary: "Copies",
    options: {
      limit: { value: "COUNT", summary: "How many" },
      force: { value: null, summary: "Without asking" },
    },
    run,
  },
};

const parse = (line: string) => parseCommandLine(commands, line.split(" "));

test("names of one and two words, parameters, and options anywhere", () => {
  expect(parse("status")).toMatchObject({ name: "status", isJson: false });
  expect(parse("status --json")).toMatchObject({ isJson: true, input: { options: {} } });
  expect(parse("keys find")).toMatchObject({ name: "keys find", input: { parameters: [] } });
  expect(parse("keys find text")).toMatchObject({ input: { parameters: ["text"] } });
  expect(parse("copy --force a --limit 3 b --json").input).toEqual({
    parameters: ["a", "b"],
    options: { force: true, limit: "3" },
  });
  expect(parse("copy -- --a b").input.parameters).toEqual(["--a", "b"]);
});

test.each(["", "what", "keys", "status extra", "copy a", "copy a b c", "copy a b --limit", "status --force"])(
  "%j is wrong",
  (line) => {
    expect(() => parse(line)).toThrow(AdminUsageError);
    expect(() => parse(line)).toThrow("Usage: npm run admin -- ");
  },
);

test("the usage of a command lists its options", () => {
  expect(() => parse("copy a")).toThrow(
    "Usage: npm run admin -- copy FROM TO [OPTIONS]\n  --limit COUNT  How many\n  --force        Without asking",
  );
});

test("the help has one line for each command", () => {
  expect(describeCommands(commands)).toEqual([
    "Usage: npm run admin -- COMMAND [--json]",
    "",
    "  status                  Shows the status",
    "  keys find [TEXT]        Finds keys",
    "  copy FROM TO [OPTIONS]  Copies",
  ]);
});
