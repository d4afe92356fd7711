import { expect, test } from "vitest";
import { findUndescribedFields } from "./find-undescribed-fields.ts";

const described = { type: "string", description: "The name." };
const undescribed = { type: "string" };

function createDocument(field: object) {
  const schema = {
    type: "object",
    properties: { list: { description: "The list.", items: { properties: { field } } } },
  };
  const body = { content: { "application/json": { schema } } };
  return {
    components: { schemas: { Thing: { anyOf: [{ properties: { field } }, { type: "null" }] } } },
    paths: {
      "/things": {
        post: {
          operationId: "createThing",
          parameters: [{ name: "q", schema: field }],
          requestBody: body,
          responses: { 200: body, 404: { $ref: "#/components/responses/NotFound" } },
        },
      },
    },
  };
}

test("finds no field in a document that describes all of them", () => {
  expect(findUndescribedFields(createDocument(described))).toEqual([]);
});

test("finds parameters and nested fields of schemas, bodies and responses without a description", () => {
  expect(findUndescribedFields(createDocument(undescribed))).toEqual([
    "Thing.field",
    "createThing.q",
    "createThing.list.field",
    "createThing.list.field",
  ]);
});
