import type { AppDto } from "#lib/contract/apps/app-output.ts";

/** Stands in code for a new secret, so that the page never contains it. */
export const appSecretPlaceholder = "be_app_••••••••";

/** A sample lists at most this many scopes. */
const maxScopes = 3;

export interface TokenTarget {
  app: Pick<AppDto, "id" | "scopes" | "jwks" | "jwksUri">;
  tokenEndpoint: string;
}

interface Sample {
  /** As in the documentation, so that a choice made there applies. */
  language: "curl" | "JavaScript" | "Python";
  /** As after a Markdown fence. */
  fence: string;
  code: string;
}

function joinScopes({ app }: TokenTarget): string {
  return app.scopes.slice(0, maxScopes).join(" ");
}

/** Requests a token with a secret. `secret` can be a variable of the shell. */
export function writeTokenCurl(target: TokenTarget, secret: string): string {
  return `curl ${target.tokenEndpoint} \\
  -u "${target.app.id}:${secret}" \\
  -d grant_type=client_credentials \\
  --data-urlencode "scope=${joinScopes(target)}"`;
}

function writeSecretSamples(target: TokenTarget): Sample[] {
  const { app, tokenEndpoint } = target;
  const scope = joinScopes(target);
  return [
    { language: "curl", fence: "sh", code: writeTokenCurl(target, "$BYTEENGINE_CLIENT_SECRET") },
    {
      language: "JavaScript",
      fence: "js",
      code: `const secret = process.env.BYTEENGINE_CLIENT_SECRET;
const response = await fetch("${tokenEndpoint}", {
  method: "POST",
  headers: { Authorization: \`Basic \${btoa(\`${app.id}:\${secret}\`)}\` },
  body: new URLSearchParams({
    grant_type: "client_credentials",
    scope: "${scope}",
  }),
});
console.log(await response.json());`,
    },
    {
      language: "Python",
      fence: "python",
      code: `import os
import requests

response = requests.post(
    "${tokenEndpoint}",
    auth=("${app.id}", os.environ["BYTEENGINE_CLIENT_SECRET"]),
    data={
        "grant_type": "client_credentials",
        "scope": "${scope}",
    },
)
print(response.json())`,
    },
  ];
}

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** The algorithm that fits the app's first key, unless the key has its own. */
function chooseAlgorithm({ jwks }: TokenTarget["app"]): string {
  const [key] = jwks?.keys ?? [];
  if (typeof key?.alg === "string") return key.alg;
  if (key?.crv === "Ed25519") return "EdDSA";
  if (key?.crv === "P-256") return "ES256";
  return key?.kty === "RSA" ? "RS384" : "ES384";
}

/** How the app signs: its algorithm, the hash and the options in Node, and the key's ID as a literal of any language. */
function readSigning(app: TokenTarget["app"]) {
  const [key] = app.jwks?.keys ?? [];
  const algorithm = chooseAlgorithm(app);
  return {
    algorithm,
    hash: algorithm === "EdDSA" ? "null" : `"sha${algorithm.slice(2)}"`,
    options: algorithm.startsWith("PS")
      ? "padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST"
      : 'dsaEncoding: "ieee-p1363"',
    imports: algorithm.startsWith("PS") ? "constants, randomUUID, sign" : "randomUUID, sign",
    kid: JSON.stringify(typeof key?.kid === "string" ? key.kid : "the-kid-of-your-key"),
  };
}

function writeAssertionSamples(target: TokenTarget): Sample[] {
  const { app, tokenEndpoint } = target;
  const scope = joinScopes(target);
  const { algorithm, hash, options, imports, kid } = readSigning(app);
  return [
    {
      language: "curl",
      fence: "sh",
      code: `curl ${tokenEndpoint} \\
  -d grant_type=client_credentials \\
  -d client_assertion_type=${assertionType} \\
  -d client_assertion="$CLIENT_ASSERTION" \\
  --data-urlencode "scope=${scope}"`,
    },
    {
      language: "JavaScript",
      fence: "js",
      code: `import { ${imports} } from "node:crypto";
import { readFileSync } from "node:fs";

const url = "${tokenEndpoint}";
const encode = (part) => Buffer.from(JSON.stringify(part)).toString("base64url");
const header = encode({ alg: "${algorithm}", kid: ${kid} });
const claims = encode({
  iss: "${app.id}",
  sub: "${app.id}",
  aud: url,
  exp: Math.floor(Date.now() / 1000) + 60,
  jti: randomUUID(),
});
const key = { key: readFileSync("private.pem"), ${options} };
const signature = sign(${hash}, Buffer.from(\`\${header}.\${claims}\`), key);

const response = await fetch(url, {
  method: "POST",
  body: new URLSearchParams({
    grant_type: "client_credentials",
    scope: "${scope}",
    client_assertion_type: "${assertionType}",
    client_assertion: \`\${header}.\${claims}.\${signature.toString("base64url")}\`,
  }),
});
console.log(await response.json());`,
    },
    {
      language: "Python",
      fence: "python",
      code: `import time
import uuid
import jwt  # pip install "pyjwt[crypto]"
import requests

url = "${tokenEndpoint}"
assertion = jwt.encode(
    {
        "iss": "${app.id}",
        "sub": "${app.id}",
        "aud": url,
        "exp": int(time.time()) + 60,
        "jti": str(uuid.uuid4()),
    },
    open("private.pem").read(),
    algorithm="${algorithm}",
    headers={"kid": ${kid}},
)
response = requests.post(
    url,
    data={
        "grant_type": "client_credentials",
        "scope": "${scope}",
        "client_assertion_type": "${assertionType}",
        "client_assertion": assertion,
    },
)
print(response.json())`,
    },
  ];
}

/** How the app requests a token, in several languages. */
export function writeTokenSamples(target: TokenTarget): Sample[] {
  const { jwks, jwksUri } = target.app;
  return jwks === null && jwksUri === null ? writeSecretSamples(target) : writeAssertionSamples(target);
}
