import { z } from "zod";
import { findKeySetProblem, maxKeysPerSet } from "#lib/domain/apps/key-set.ts";
import { keysText } from "./keys-text.ts";

/** A member of a key, such as `x5t#S256`. */
const memberName = z
  .string()
  .max(64)
  .regex(/^[!-~]+$/);

const keyList = z
  .array(z.record(memberName, z.unknown()))
  .max(maxKeysPerSet, `List at most ${maxKeysPerSet} keys`)
  .meta(keysText);

/** A JSON Web Key Set (RFC 7517) with public keys only. Members that are not needed to check a signature are kept. */
export const jwksInput = z
  .object({ keys: keyList })
  .strict()
  .superRefine(({ keys }, context) => {
    const message = findKeySetProblem(keys);
    if (message !== null) context.addIssue({ code: "custom", path: ["keys"], message });
  });
