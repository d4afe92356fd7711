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
