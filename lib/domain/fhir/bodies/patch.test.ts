import { expect, test } from "vitest";
import { listPatchNeeds } from "./patch.ts";

function patchPath(path: unknown) {
  const part = [
    { name: "type", valueCode: "replace" },
    { name: "path", valueString: path },
  ];
  return { resourceType: "Parameters", parameter: [{ name: "operation", part }] };
}

const read = { type: "Observation", letters: ["r"], feature: null };
const wide = { type: null, letters: ["r", "s"], feature: "resolve() in a patch" };

test.each([
  ["a JSON Patch that only writes", [{ op: "replace", path: "/status", value: "final" }], []],
  ["one that tests", [{ op: "test", path: "/status", value: "final" }], [read]],
  ["one that tests in other letters", [{ op: "TEST", path: "/status", value: "final" }], [read]],
  ["a plain path", patchPath("Observation.code.coding[0].display"), []],
  ["a path with a condition", patchPath("Observation.note.where(text='x')"), [read]],
  ["a path with an operator", patchPath("Observation.status = 'final'"), [read]],
  ["a path to another resource", patchPath("Observation.subject.resolve().name"), [read, wide]],
  ["a path in other letters", patchPath("Observation.subject.`resolve`().name"), [read, wide]],
  ["a path that isn't a text", patchPath({}), [read]],
  ["no operations", { resourceType: "Parameters" }, []],
  ["operations that aren't a list", { resourceType: "Parameters", parameter: { name: "path" } }, [read]],
])("%s", (_name, body, needs) => {
  expect(listPatchNeeds("Observation", body)).toEqual(needs);
});
