import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";

/** What the authenticator does wrong, for tests. */
interface Faults {
  origin?: string;
  rpId?: string;
  type?: string;
  /** The signature counter to report. */
  counter?: number;
  /** False: the person was not asked for a fingerprint, face or PIN. */
  isVerified?: boolean;
  userHandle?: string;
}

type Algorithm = "ES256" | "EdDSA" | "RS256";

function sha256(data: string | Uint8Array): Buffer {
  return createHash("sha256").update(data).digest();
}

/** Encodes the few kinds of CBOR that authenticators send (RFC 8949). */
function encodeCbor(value: number | string | Uint8Array | Map<number | string, unknown>): Buffer {
  if (typeof value === "number") return value < 0 ? encodeHead(1, -1 - value) : encodeHead(0, value);
  if (typeof value === "string")
    return Buffer.concat([encodeHead(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([encodeHead(2, value.length), value]);
  const entries = [...value].flatMap(([key, item]) => [encodeCbor(key), encodeCbor(asItem(item))]);
  return Buffer.concat([encodeHead(5, value.size), ...entries]);
}

function asItem(item: unknown) {
  if (typeof item === "number" || typeof item === "string" || item instanceof Uint8Array) return item;
  if (item instanceof Map) return item;
  throw new Error("not supported");
}

function encodeHead(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value]);
  if (value < 256) return Buffer.from([(major << 5) | 24, value]);
  return Buffer.from([(major << 5) | 25, value >> 8, value & 255]);
}

function createKeys(algorithm: Algorithm) {
  if (algorithm === "ES256") return generateKeyPairSync("ec", { namedCurve: "P-256" });
  if (algorithm === "EdDSA") return generateKeyPairSync("ed25519");
  return generateKeyPairSync("rsa", { modulusLength: 2048 });
}

/** The public key in COSE form (RFC 9053). */
function encodePublicKey(algorithm: Algorithm, key: KeyObject): Buffer {
  const jwk = key.export({ format: "jwk" });
  const read = (text: string | undefined) => Buffer.from(text ?? "", "base64url");
  if (algorithm === "ES256") {
    return encodeCbor(
      new Map<number, unknown>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, read(jwk.x)],
        [-3, read(jwk.y)],
      ]),
    );
  }
  if (algorithm === "EdDSA") {
    return encodeCbor(
      new Map<number, unknown>([
        [1, 1],
        [3, -8],
        [-1, 6],
        [-2, read(jwk.x)],
      ]),
    );
  }
  return encodeCbor(
    new Map<number, unknown>([
      [1, 3],
      [3, -257],
      [-1, read(jwk.n)],
      [-2, read(jwk.e)],
    ]),
  );
}

interface AuthenticatorOptions {
  algorithm?: Algorithm;
  origin?: string;
  /** False: the counter stays 0, as for synced passkeys. */
  counts?: boolean;
}

/** An authenticator with one passkey, which does what browsers and security keys do, without either. */
export function createAuthenticator(options: AuthenticatorOptions = {}) {
  const { algorithm = "ES256", origin = "http://localhost:3000", counts = true } = options;
  const { publicKey, privateKey } = createKeys(algorithm);
  const credentialId = randomBytes(32);
  const id = credentialId.toString("base64url");
  const rpId = new URL(origin).hostname;
  let counter = 0;

  function createClientData(type: string, challenge: string, faults: Faults): Buffer {
    const data = {
      type: faults.type ?? type,
      challenge,
      origin: faults.origin ?? origin,
      crossOrigin: false,
    };
    return Buffer.from(JSON.stringify(data));
  }

  function createData(faults: Faults, attested: Uint8Array = new Uint8Array()): Buffer {
    if (counts) counter += 1;
    const isVerified = faults.isVerified ?? true;
    const flags = 0x01 | (isVerified ? 0x04 : 0) | (attested.length > 0 ? 0x40 : 0) | (counts ? 0 : 0x18);
    const count = Buffer.alloc(4);
    count.writeUInt32BE(faults.counter ?? counter);
    return Buffer.concat([sha256(faults.rpId ?? rpId), Buffer.from([flags]), count, attested]);
  }

  return {
    id,
    credentialId,
    publicKey: encodePublicKey(algorithm, publicKey),
    rpId,
    /** What `navigator.credentials.create()` returns, as JSON. */
    register(challenge: string, faults: Faults = {}) {
      const length = Buffer.from([0, credentialId.length]);
      const key = encodePublicKey(algorithm, publicKey);
      const data = createData(faults, Buffer.concat([Buffer.alloc(16), length, credentialId, key]));
      const attestation = new Map<string, unknown>([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", data],
      ]);
      return {
        id,
        rawId: id,
        type: "public-key",
        response: {
          clientDataJSON: createClientData("webauthn.create", challenge, faults).toString("base64url"),
          attestationObject: encodeCbor(attestation).toString("base64url"),
          transports: ["internal"],
        },
      };
    },
    /** What `navigator.credentials.get()` returns, as JSON. */
    sign(challenge: string, userId: string, faults: Faults = {}) {
      const clientData = createClientData("webauthn.get", challenge, faults);
      const data = createData(faults);
      const signed = Buffer.concat([data, sha256(clientData)]);
      const signature = sign(algorithm === "EdDSA" ? null : "sha256", signed, privateKey);
      return {
        id,
        rawId: id,
        type: "public-key",
        response: {
          clientDataJSON: clientData.toString("base64url"),
          authenticatorData: data.toString("base64url"),
          signature: signature.toString("base64url"),
          userHandle: faults.userHandle ?? Buffer.from(userId).toString("base64url"),
        },
      };
    },
  };
}

export type SoftwareAuthenticator = ReturnType<typeof createAuthenticator>;

/** Adds a passkey to a person, without the steps of a registration. */
export async function insertPasskey(
  database: Database,
  userId: string,
  authenticator: SoftwareAuthenticator = createAuthenticator(),
): Promise<{ id: string; authenticator: SoftwareAuthenticator }> {
  const id = createId("passkey");
  await database.prisma.passkey.create({
    data: {
      id,
      userId,
      credentialId: new Uint8Array(authenticator.credentialId),
      publicKey: new Uint8Array(authenticator.publicKey),
      transports: ["internal"],
      rpId: authenticator.rpId,
      name: "Test",
      isBackedUp: false,
    },
  });
  return { id, authenticator };
}
