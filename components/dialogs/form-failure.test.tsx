import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { ApiFailure } from "../api-failure.ts";
import { FormFailure } from "./form-failure.tsx";

function render(paths: string[], fields: string[]): string {
  const details = paths.map((path) => ({ path, message: `Invalid ${path}` }));
  const failure: ApiFailure = { status: 400, code: "invalid", message: "Invalid", details, requestId: "r1" };
  return renderToStaticMarkup(<FormFailure failure={failure} fields={fields} />).replace(/<[^>]*>/g, "");
}

test.each<[paths: string[], fields: string[], shown: string]>([
  [[], ["name"], "Invalid (request r1)"],
  [["role"], ["name"], "Invalid (request r1)"],
  [["name"], ["name"], ""],
  [["ips.0", "ips.1"], ["ips"], ""],
  [["name", "role"], ["name"], "Invalid role"],
  [["names"], ["name"], "Invalid (request r1)"],
])("of a failure about %j, with the fields %j, it shows %j", (paths, fields, shown) => {
  expect(render(paths, fields)).toBe(shown);
});
