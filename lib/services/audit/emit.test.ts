import { expect, test } from "vitest";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { emitAudit } from "./emit.ts";

test("an event with a field that has no label does not compile, even if a spread brings it in", () => {
  const fields = { name: "CI", fieldWithoutLabel: true };
  const target = { type: "key", id: "key_1" };
  const emit = (tx: Transaction, ctx: ServiceContext) =>
    emitAudit(tx, ctx, {
      teamId: null,
      action: "key.create",
      target,
      // @ts-expect-error: add the field to auditFields, which asks for its label.
      changes: { ...fields },
    });
  expect(emit).toBeTypeOf("function");
});
