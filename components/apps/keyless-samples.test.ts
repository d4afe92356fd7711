import { execFile } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type KeylessSample, writeKeylessSamples } from "./keyless-samples.ts";

const run = promisify(execFile);
const audience = "https://console.example.com";
const samples = writeKeylessSamples({
  app: { id: "app_1" },
  tokenEndpoint: `${audience}/oauth/token`,
  apiAddress: `${audience}/v1/api`,
  audienceOf: () => audience,
});

/** Records its arguments instead of sending a request, and returns a token. */
const fakeCurl = `#!/bin/sh
printf '%s\\n' "$@" >> "$LOG"
echo '{"access_token": "from-the-console", "value": "from-the-issuer"}'
`;
const fakeJq = `#!/bin/sh
input=$(cat)
case "$2" in .value) echo from-the-issuer ;; *) echo from-the-console ;; esac
`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "keyless-samples-"));
  for (const [name, code] of Object.entries({ curl: fakeCurl, jq: fakeJq, apk: "#!/bin/sh\n" })) {
    await writeFile(join(folder, name), code);
    await chmod(join(folder, name), 0o755);
  }
  await writeFile(join(folder, "token"), "from-the-issuer");
});

afterAll(() => rm(folder, { recursive: true }));

/** The lines of the block of shell in a sample. */
function getShell({ language, code }: KeylessSample): string {
  if (language === "sh") return code;
  const lines = code.split("\n");
  const start = lines.findIndex((line) => line.trimStart().endsWith("|")) + 1;
  const depth = lines[start]?.search(/\S/) ?? 0;
  const rest = lines.slice(start);
  const end = rest.findIndex((line) => line.search(/\S/) < depth);
  return rest
    .slice(0, end === -1 ? undefined : end)
    .map((line) => line.slice(depth))
    .join("\n")
    .replaceAll("/var/run/secrets/console", folder);
}

test.each(samples)("the sample for $preset exchanges the token of the machine", async (sample) => {
  const log = join(folder, sample.preset);
  const env = {
    ...process.env,
    PATH: [folder, process.env.PATH].join(delimiter),
    LOG: log,
    ID_TOKEN: "from-the-issuer",
    ACTIONS_ID_TOKEN_REQUEST_URL: "https://issuer.example.com/token?api-version=2",
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "of-the-job",
  };
  await run("sh", ["-ec", getShell(sample)], { env });
  const sent = (await readFile(log, "utf8")).split("\n");
  expect(sent).toContain("https://console.example.com/oauth/token");
  expect(sent).toContain("grant_type=urn:ietf:params:oauth:grant-type:token-exchange");
  expect(sent).toContain("client_id=app_1");
  expect(sent).toContain("subject_token_type=urn:ietf:params:oauth:token-type:jwt");
  if (sample.preset !== "google") expect(sent).toContain("subject_token=from-the-issuer");
  expect(sent).toContain("Authorization: Bearer from-the-console");
});

test("the machine requests its token for the audience of the rule", () => {
  const [github, gitlab, kubernetes, google] = samples.map(({ code }) => code);
  const encoded = encodeURIComponent(audience);
  expect(github).toContain(`$ACTIONS_ID_TOKEN_REQUEST_URL&audience=${encoded}`);
  expect(github).toContain("id-token: write");
  expect(gitlab).toContain(`aud: ${audience}`);
  expect(kubernetes).toContain(`audience: ${audience}`);
  expect(google).toContain(`identity?audience=${encoded}`);
});
