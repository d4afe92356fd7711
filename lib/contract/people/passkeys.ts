import { z } from "zod";
import { lineText } from "#lib/contract/common/text.ts";

/** Bytes as browsers encode them. The longest is a registration's attestation object. */
function bytes(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .regex(/^[\w-]+$/, "Is not base64url");
}

/** Credential IDs have at most 1,023 bytes (WebAuthn, 5.8.3). */
const credentialId = bytes(1364).meta({
  description: "The ID of the credential, which the authenticator chose.",
  example: "AAAA",
});

const clientDataJSON = bytes(4096).meta({
  description: "What the browser signed, among it the challenge and the origin.",
  example: "BBBB",
});

const transports = ["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"] as const;

export type PasskeyTransport = (typeof transports)[number];

export function isPasskeyTransport(text: string): text is PasskeyTransport {
  return transports.some((transport) => transport === text);
}

const passkeyName = lineText(60).meta({
  description: "A name by which you recognize the passkey.",
  example: "Chrome on macOS",
});

export const passkeySchema = z.object({
  id: z.string().describe("The ID of the passkey."),
  name: z.string().meta({ description: "The name of the passkey.", example: "Chrome on macOS" }),
  host: z.string().meta({
    description: "The host name of the console for which it was created. It works nowhere else.",
    example: "console.example.com",
  }),
  isSynced: z.boolean().meta({
    description: "Whether a password manager keeps a copy, for example on your other devices.",
    example: true,
  }),
  createdAt: z.iso.datetime().describe("When it was added."),
  lastUsedAt: z.iso.datetime().nullable().describe("When it was last used. Null if it never was."),
});

export type PasskeyDto = z.infer<typeof passkeySchema>;

const challenge = z.string().meta({
  description: "The challenge to sign, in base64url. It counts once, within 5 minutes.",
  example: "CCCC",
});

const timeout = z.int().meta({ description: "How many milliseconds the person has.", example: 300_000 });

export const passkeyOptionsSchema = z.object({
  challenge,
  rp: z
    .object({
      id: z.string().meta({ description: "The host name of this console.", example: "console.example.com" }),
      name: z.string().meta({ description: "The product's name.", example: "ByteEngine Console" }),
    })
    .describe("The relying party."),
  user: z
    .object({
      id: z.string().meta({ description: "Your ID in base64url.", example: "DDDD" }),
      name: z.string().meta({ description: "Your email address.", example: "ada@example.com" }),
      displayName: z.string().meta({ description: "Your name.", example: "Ada" }),
    })
    .describe("The account, as the authenticator shows it."),
  pubKeyCredParams: z
    .array(
      z.object({
        type: z.literal("public-key").describe("Always `public-key`."),
        alg: z.int().meta({ description: "The COSE number of the algorithm.", example: -7 }),
      }),
    )
    .describe("The accepted algorithms."),
  timeout,
  excludeCredentials: z
    .array(
      z.object({
        id: z.string().meta({ description: "The ID of the credential.", example: "AAAA" }),
        type: z.literal("public-key").describe("Always `public-key`."),
        transports: z
          .array(z.enum(transports))
          .meta({ description: "How the browser reaches its authenticator.", example: ["internal"] }),
      }),
    )
    .describe("Your passkeys, so that no authenticator gets a second one."),
  authenticatorSelection: z
    .object({
      residentKey: z.literal("required").describe("The authenticator keeps the passkey."),
      requireResidentKey: z.literal(true).describe("The same, for older browsers."),
      userVerification: z
        .literal("required")
        .describe("The authenticator asks for a fingerprint, face or PIN."),
    })
    .describe("What the authenticator must support."),
  attestation: z.literal("none").describe("The make of the authenticator isn't asked."),
});

export type PasskeyOptionsDto = z.infer<typeof passkeyOptionsSchema>;

/** The fields of a browser's `PublicKeyCredential.toJSON()` that are needed. Others are ignored. */
const newCredentialSchema = z
  .object({
    id: credentialId,
    response: z
      .object({
        clientDataJSON,
        attestationObject: bytes(12_288).meta({
          description: "The authenticator's data with the public key.",
          example: "EEEE",
        }),
        transports: z
          .array(bytes(32))
          .max(16)
          .optional()
          .meta({ description: "How the browser reaches the authenticator.", example: ["internal"] }),
      })
      .describe("The response of the authenticator."),
  })
  .describe("What `navigator.credentials.create()` returned, as JSON. Other fields are ignored.");

export const createPasskeySchema = z.object({ name: passkeyName, credential: newCredentialSchema }).strict();

export type CreatePasskeyInput = z.infer<typeof createPasskeySchema>;

export const updatePasskeySchema = z.object({ name: passkeyName }).strict();

export type UpdatePasskeyInput = z.infer<typeof updatePasskeySchema>;

export const createdPasskeySchema = z.object({
  passkey: passkeySchema.describe("The new passkey."),
  recoveryCodes: z.array(z.string()).meta({
    description:
      "Ten recovery codes if this turned two-factor authentication on, otherwise none. They are not shown again.",
    example: ["CODE"],
  }),
});

export type CreatedPasskeyDto = z.infer<typeof createdPasskeySchema>;

export const assertionOptionsSchema = z.object({
  challenge,
  rpId: z.string().meta({ description: "The host name of this console.", example: "console.example.com" }),
  timeout,
  userVerification: z.literal("required").describe("The authenticator asks for a fingerprint, face or PIN."),
});

export type AssertionOptionsDto = z.infer<typeof assertionOptionsSchema>;

/** The fields of a browser's answer to `navigator.credentials.get()` that are needed. Others are ignored. */
export const assertionSchema = z
  .object({
    id: credentialId,
    response: z
      .object({
        clientDataJSON,
        authenticatorData: bytes(4096).meta({ description: "The authenticator's data.", example: "FFFF" }),
        signature: bytes(2048).meta({ description: "The signature of both.", example: "GGGG" }),
        userHandle: bytes(128).meta({
          description: "The account's ID in base64url, as at the registration.",
          example: "DDDD",
        }),
      })
      .describe("The response of the authenticator."),
  })
  .describe("What `navigator.credentials.get()` returned, as JSON. Other fields are ignored.");

export type AssertionInput = z.infer<typeof assertionSchema>;
