import type { RelyingParty } from "./relying-party.ts";

/** ES256, EdDSA and RS256: every authenticator supports one of them. */
export const passkeyAlgorithms: readonly number[] = [-7, -8, -257];

/** Loaded with the first passkey, because most requests need none. */
function loadLibrary() {
  return import("@simplewebauthn/server");
}

/** What both kinds of responses are checked against. */
interface Expected {
  /** Base64url. */
  challenge: string;
  relyingParty: RelyingParty;
}

function listExpectations({ challenge, relyingParty }: Expected) {
  return {
    expectedChallenge: challenge,
    expectedOrigin: relyingParty.origin,
    expectedRPID: relyingParty.id,
    // The fingerprint, face or PIN makes a passkey two factors in one.
    requireUserVerification: true,
  };
}

interface NewCredential {
  id: string;
  response: { clientDataJSON: string; attestationObject: string };
}

interface CheckedCredential {
  publicKey: Uint8Array<ArrayBuffer>;
  counter: number;
  isBackedUp: boolean;
}

/** Checks the response to a registration. Rejects with the reason if it is not valid. */
export async function verifyNewCredential(
  { id, response }: NewCredential,
  expected: Expected,
): Promise<CheckedCredential> {
  const { verifyRegistrationResponse } = await loadLibrary();
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response: { id, rawId: id, type: "public-key", clientExtensionResults: {}, response },
    supportedAlgorithmIDs: [...passkeyAlgorithms],
    ...listExpectations(expected),
  });
  if (!verified) throw new Error("the attestation is not valid");
  if (registrationInfo.credential.id !== id) throw new Error("the response names another credential");
  const { credential, credentialBackedUp } = registrationInfo;
  return {
    publicKey: new Uint8Array(credential.publicKey),
    counter: credential.counter,
    isBackedUp: credentialBackedUp,
  };
}

interface Assertion {
  id: string;
  response: { clientDataJSON: string; authenticatorData: string; signature: string };
}

/** Checks a signature. Rejects with the reason if it is not valid. The caller compares the returned counter. */
export async function verifyAssertion(
  { id, response }: Assertion,
  publicKey: Uint8Array<ArrayBuffer>,
  expected: Expected,
): Promise<{ counter: number; isBackedUp: boolean }> {
  const { verifyAuthenticationResponse } = await loadLibrary();
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: { id, rawId: id, type: "public-key", clientExtensionResults: {}, response },
    // With 0 the library accepts every counter: the comparison needs the locked row (record-use.ts).
    credential: { id, publicKey, counter: 0 },
    ...listExpectations(expected),
  });
  if (!verified) throw new Error("the signature is not valid");
  return { counter: authenticationInfo.newCounter, isBackedUp: authenticationInfo.credentialBackedUp };
}

/** The challenge in a browser's `clientDataJSON`. Null if it contains none. */
export function readChallenge(clientDataJSON: string): string | null {
  try {
    const data: unknown = JSON.parse(Buffer.from(clientDataJSON, "base64url").toString("utf8"));
    const challenge: unknown =
      typeof data === "object" && data !== null ? Reflect.get(data, "challenge") : null;
    return typeof challenge === "string" ? challenge : null;
  } catch {
    return null;
  }
}
