import { z } from "zod";
import { findKeySetProblem, maxKeysPerSet } from "#lib/domain/apps/key-set.ts";

/** The example of RFC 7517, appendix A.1. */
const exampleKey = {
  kty: "EC",
  crv: "P-256",
  x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
  y: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
  use: "sig",
  kid: "1",
};

/** What the documentation says about the list of keys. */
export const keysText = { description: "The public keys, as JSON Web Keys.", example: [exampleKey] };

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
