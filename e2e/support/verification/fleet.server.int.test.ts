import pg from "pg";
import { expect, test } from "vitest";
import { startFleet } from "./fleet.ts";

test("a fleet with an instance that does not start leaves no database server behind", async () => {
  let url = "";
  const starting = startFleet({
    serve: ["api"],
    environment: { LOG_LEVEL: "no such level" },
    prepare: async (postgres) => {
      url = postgres.url;
      return {};
    },
  });
  await expect(starting).rejects.toThrow("LOG_LEVEL");
  await expect(new pg.Client(url).connect()).rejects.toThrow("ECONNREFUSED");
}, 120_000);
