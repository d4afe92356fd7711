import { expect, test } from "vitest";
import { chooseTarget } from "./move.ts";

const address = "postgresql://console@db.example.com/console";

function choose(to: string, password?: string) {
  const options: Record<string, string | true> = password === undefined ? { to } : { to, password: true };
  return chooseTarget({ options, standardInput: password ?? "" });
}

test("puts the password from the standard input into the address, but not into messages", () => {
  expect(choose(address, "a@b:c/$&")).toEqual({
    to: { url: "postgresql://console:a%40b%3Ac%2F%24%26@db.example.com/console" },
    shownTarget: address,
  });
  expect(choose(address)).toEqual({ to: { url: address }, shownTarget: address });
  expect(choose("embedded").to).toBe("embedded");
});

test.each(["postgresql://console:secret@db/console", "postgresql://console@db/console?password=secret"])(
  "refuses a password in the address %s",
  (to) => {
    expect(() => choose(to)).toThrow("Other users of this machine can see a password");
  },
);

test("refuses what isn't a target", () => {
  expect(() => chooseTarget({ options: {}, standardInput: "" })).toThrow("--to");
  expect(() => choose("mysql://db/console")).toThrow("must be a postgresql:// address, or embedded");
  expect(() => choose("embedded", "secret")).toThrow("--password is for");
  expect(() => choose("postgresql://db/console", "secret")).toThrow("needs a user");
  expect(() => choose(address, "")).toThrow("It is empty");
});
