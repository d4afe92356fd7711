/** What an assertion says about its key. Nothing of it is verified yet. */
export interface AssertionHeader {
  kid: string | undefined;
}

/** Reads the header of a JSON Web Signature. Text that isn't one has no `kid`. */
export function readAssertionHeader(assertion: string): AssertionHeader {
  try {
    const [header = ""] = assertion.split(".", 1);
    const kid: unknown = Reflect.get(Object(JSON.parse(Buffer.from(header, "base64url").toString())), "kid");
    return { kid: typeof kid === "string" ? kid : undefined };
  } catch {
    return { kid: undefined };
  }
}
