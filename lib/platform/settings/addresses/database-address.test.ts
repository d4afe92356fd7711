import { describe, expect, test } from "vitest";
import { parseDatabaseAddress } from "./database-address.ts";

describe("parseDatabaseAddress", () => {
  test.each([
    ["postgresql://u:p@db.example.com/app", ["db.example.com:5432"]],
    ["postgres://u:p@db.example.com:6000/app?sslmode=require", ["db.example.com:6000"]],
    ["postgresql://u:p@h1:5433,h2:5434/app?target_session_attrs=read-write", ["h1:5433", "h2:5434"]],
    ["postgresql://u:p@h1,h2/app", ["h1:5432", "h2:5432"]],
    ["postgresql://u:p@[::1]:5433,[::2]/app", ["::1:5433", "::2:5432"]],
    ["postgresql://u:p@/app?host=h1,h2", ["h1:5432", "h2:5432"]],
    ["postgresql:///app?host=h1,h2&port=5433,5434&user=u", ["h1:5433", "h2:5434"]],
    ["postgresql://u@/app?host=h1,h2&port=6000", ["h1:6000", "h2:6000"]],
    ["postgresql://u@/app?host=/var/run/postgresql", ["/var/run/postgresql:5432"]],
    ["postgresql://u@%2Fvar%2Frun/app", ["/var/run:5432"]],
    ["postgresql://u:a%40b%2Cc@h1,h2/app", ["h1:5432", "h2:5432"]],
    ["postgresql:///app", ["localhost:5432"]],
  ])("reads the hosts of %s", (text, hosts) => {
    const address = parseDatabaseAddress(text);
    expect(address).not.toBeTypeOf("string");
    expect(typeof address !== "string" && address.hosts.map(({ name, port }) => `${name}:${port}`)).toEqual(
      hosts,
    );
  });

  test("passes everything but the hosts to the driver", () => {
    const address = parseDatabaseAddress(
      "postgresql://u:p%40@h1:1,h2:2/app?sslmode=require&target_session_attrs=primary&load_balance_hosts=disable",
    );
    const strings = typeof address === "string" ? [] : address.hosts.map(address.connectionStringOf);
    expect(strings).toEqual([
      "postgresql://u:p%40@h1:1/app?sslmode=require",
      "postgresql://u:p%40@h2:2/app?sslmode=require",
    ]);
  });

  test.each([
    ["mysql://h1/app", "must be a postgresql:// address"],
    ["h1:5432", "must be a postgresql:// address"],
    ["postgresql://h1:x/app", "has a port that is not a number from 1 to 65535"],
    ["postgresql://h1:70000,h2/app", "has a port that is not a number from 1 to 65535"],
    ["postgresql://h1,,h2/app", "has an empty host"],
    ["postgresql:///app?host=h1,h2,h3&port=1,2", "has 3 hosts and 2 ports"],
    [
      "postgresql://h1,h2/app?target_session_attrs=standby",
      "must have target_session_attrs=read-write or primary: the console writes",
    ],
    ["postgresql://u:%zz@h1/app", "is not a valid address: check how special characters are encoded"],
  ])("rejects %s", (text, reason) => {
    expect(parseDatabaseAddress(text)).toBe(reason);
  });
});
