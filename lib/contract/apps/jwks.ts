import { z } from "zod";
import { findKeySetProblem } from "#lib/domain/apps/key-set.ts";
import { keysText } from "./keys-text.ts";

/** A JSON Web Key Set (RFC 7517) with public keys only. Members that are not needed to check a signature are kept. */
export const jwksInput = z
  .object({ keys: z.array(z.record(z.string().max(64), z.unknown())).meta(keysText) })
  .strict()
  .superRefine(({ keys }, context) => {
    const message = findKeySetProblem(keys);
    if (message !== null) context.addIssue({ code: "custom", path: ["keys"], message });
  });
