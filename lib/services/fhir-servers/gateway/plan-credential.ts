import { generateKeyPairSync } from "node:crypto";
import type { FhirCredentialKind, SetFhirCredentialInput } from "#lib/contract/resources/fhir-gateway.ts";
import { getThumbprint } from "#lib/domain/apps/key-set.ts";
import type { CredentialSecret } from "./credential-box.ts";

/** A credential before its secret part is encrypted. */
interface PlannedCredential {
  secret: CredentialSecret;
  columns: {
    kind: FhirCredentialKind;
    clientId: string | null;
    scopes: string | null;
    tokenUrl: string | null;
    /** Undefined: the kind has none. */
    publicKey?: Record<string, string>;
  };
}

const withoutClient = { clientId: null, scopes: null, tokenUrl: null };

/** A new key pair of P-384: SMART requires servers to accept ES384. */
function createKeyPair() {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-384" });
  const { kty = "", crv = "", x = "", y = "" } = publicKey.export({ format: "jwk" });
  const kid = getThumbprint({ kty, crv, x, y });
  return {
    publicKey: { kty, crv, x, y, kid, alg: "ES384", use: "sig" },
    privateKey: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
  };
}

/** Nobody sends a private key: that of backend services is created here, and only its public key is ever shown. */
export function planCredential(input: SetFhirCredentialInput): PlannedCredential {
  switch (input.kind) {
    case "bearer":
      return {
        secret: { kind: "bearer", token: input.token },
        columns: { kind: "bearer", ...withoutClient },
      };
    case "basic": {
      const { username, password } = input;
      return { secret: { kind: "basic", username, password }, columns: { kind: "basic", ...withoutClient } };
    }
    case "backend-services": {
      const { kind, clientId, scopes, tokenUrl } = input;
      const { publicKey, privateKey } = createKeyPair();
      return { secret: { kind, privateKey }, columns: { kind, clientId, scopes, tokenUrl, publicKey } };
    }
  }
}
