import { execFile } from "node:child_process";
import { constants, createPublicKey, generateKeyPairSync, type KeyObject, verify } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeTokenCurl, writeTokenSamples } from "./token-samples.ts";

const run = promisify(execFile);
const tokenEndpoint = "https://console.example.com/oauth/token";
const scopes = ["workers:read", "system/Observation.rs"];

/** Prints the request instead of sending it. */
const fakeFetch = `globalThis.fetch = async (url, { headers, body }) => ({
  json: async () => JSON.stringify({ url, headers, body: Object.fromEntries(body) }),
});
`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "token-samples-"));
});

afterAll(() => rm(folder, { recursive: true }));

function getSample(app: Parameters<typeof writeTokenSamples>[0]["app"], language: string): string {
  const sample = writeTokenSamples({ app, tokenEndpoint }).find((one) => one.language === language);
  return sample?.code ?? "";
}

async function runJavaScript(code: string, env: Record<string, string> = {}) {
  const file = join(folder, "sample.mjs");
  await writeFile(file, `${fakeFetch}${code}`);
  const { stdout } = await run(process.execPath, [file], { cwd: folder, env: { ...process.env, ...env } });
  return JSON.parse(stdout);
}

test("the sample with a secret authenticates by HTTP Basic and requests the app's scopes", async () => {
  const app = { id: "app_1", scopes, jwks: null, jwksUri: null };
  const sent = await runJavaScript(getSample(app, "JavaScript"), { BYTEENGINE_CLIENT_SECRET: "be_app_x" });
  expect(sent).toEqual({
    url: tokenEndpoint,
    headers: { Authorization: `Basic ${btoa("app_1:be_app_x")}` },
    body: { grant_type: "client_credentials", scope: scopes.join(" ") },
  });
});

const pairs: Record<string, { publicKey: KeyObject; privateKey: KeyObject }> = {
  ES384: generateKeyPairSync("ec", { namedCurve: "P-384" }),
  ES256: generateKeyPairSync("ec", { namedCurve: "P-256" }),
  RS384: generateKeyPairSync("rsa", { modulusLength: 2048 }),
  EdDSA: generateKeyPairSync("ed25519"),
};
const hashes: Record<string, string | null> = {
  ES384: "sha384",
  ES256: "sha256",
  RS384: "sha384",
  EdDSA: null,
};

test.each(Object.keys(pairs))(
  "the sample with a key for %s signs an assertion that its public key verifies",
  async (algorithm) => {
    const pair = pairs[algorithm];
    if (pair === undefined) throw new Error(`There is no key for ${algorithm}`);
    const jwk = { ...pair.publicKey.export({ format: "jwk" }), kid: "one" };
    await writeFile(join(folder, "private.pem"), pair.privateKey.export({ format: "pem", type: "pkcs8" }));
    const app = { id: "app_1", scopes, jwks: { keys: [jwk] }, jwksUri: null };
    const { url, body } = await runJavaScript(getSample(app, "JavaScript"));
    const [header = "", claims = "", signature = ""] = String(body.client_assertion).split(".");
    const read = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());
    expect(read(header)).toEqual({ alg: algorithm, kid: "one" });
    expect(read(claims)).toMatchObject({ iss: "app_1", sub: "app_1", aud: url, jti: expect.any(String) });
    const key = { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" } as const;
    const signed = Buffer.from(`${header}.${claims}`);
    expect(verify(hashes[algorithm], signed, key, Buffer.from(signature, "base64url"))).toBe(true);
  },
);

test.each(["PS384", "PS256", "RS256"])("the sample uses the algorithm of the key, %s", async (algorithm) => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: 'a"b\\c', alg: algorithm };
  await writeFile(join(folder, "private.pem"), privateKey.export({ format: "pem", type: "pkcs8" }));
  const app = { id: "app_1", scopes, jwks: { keys: [jwk] }, jwksUri: null };
  const { body } = await runJavaScript(getSample(app, "JavaScript"));
  const [header = "", claims = "", signature = ""] = String(body.client_assertion).split(".");
  expect(JSON.parse(Buffer.from(header, "base64url").toString())).toEqual({ alg: algorithm, kid: jwk.kid });
  const padding = algorithm.startsWith("PS") ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
  const key = { key: publicKey, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  const signed = Buffer.from(`${header}.${claims}`);
  expect(verify(`sha${algorithm.slice(2)}`, signed, key, Buffer.from(signature, "base64url"))).toBe(true);
});

test("the command is one line of shell with each scope, but not more than three", () => {
  const app = { id: "app_1", scopes: [...scopes, "audit:read", "keys:read"], jwks: null, jwksUri: null };
  expect(writeTokenCurl({ app, tokenEndpoint }, "$SECRET").split("\n")).toEqual([
    `curl ${tokenEndpoint} \\`,
    '  -u "app_1:$SECRET" \\',
    "  -d grant_type=client_credentials \\",
    '  --data-urlencode "scope=workers:read system/Observation.rs audit:read"',
  ]);
});
