import { z } from "zod";
import { lowerKeys } from "../protocol/lower-keys.ts";
import { ScimProblem } from "../protocol/scim-problem.ts";

export interface PatchOperation {
  op: "add" | "replace" | "remove";
  /** As sent. Null: the value is an object of attributes. */
  path: string | null;
  value: unknown;
}

const maxOperations = 1000;

const patchSchema = z.object({
  operations: z
    .array(
      z.object({
        op: z.string().transform((op) => op.toLowerCase()),
        path: z.string().max(500).nullish(),
        value: z.unknown().optional(),
      }),
    )
    .min(1)
    .max(maxOperations),
});

function readOp(op: string): PatchOperation["op"] {
  if (op === "add" || op === "replace" || op === "remove") return op;
  throw new ScimProblem("invalidSyntax", "op must be add, replace or remove");
}

/**
 * The operations of a PATCH request (RFC 7644, section 3.5.2), with attribute names of their values in lowercase. Some
 * directories write the operations with capital letters.
 */
export function readOperations(body: unknown): PatchOperation[] {
  const parsed = patchSchema.safeParse(lowerKeys(body));
  if (!parsed.success) {
    throw new ScimProblem(
      "invalidSyntax",
      `Operations must be a list of 1 to ${maxOperations} objects with op, path and value`,
    );
  }
  return parsed.data.operations.map(({ op, path, value }) => {
    const operation = { op: readOp(op), path: path?.trim() ?? null, value };
    if (operation.op === "remove" && operation.path === null) {
      throw new ScimProblem("noTarget", "A remove operation needs a path");
    }
    return operation;
  });
}
