import type { AppDto } from "#lib/contract/apps/app-output.ts";
import type { IssuerPresetName } from "#lib/domain/federation/presets.ts";

const exchangeGrant = "urn:ietf:params:oauth:grant-type:token-exchange";
const jwtType = "urn:ietf:params:oauth:token-type:jwt";

interface ExchangeTarget {
  app: Pick<AppDto, "id">;
  tokenEndpoint: string;
  /** The address of the API, without a slash at its end. */
  apiAddress: string;
  /** The audience of the rules, by kind of issuer. */
  audienceOf: (preset: IssuerPresetName) => string;
}

export interface KeylessSample {
  preset: Exclude<IssuerPresetName, "custom">;
  /** As after a Markdown fence. */
  language: "yaml" | "sh";
  code: string;
}

/** Exchanges `$id_token` and uses the new token, as lines of shell. */
function writeExchange({ app, tokenEndpoint, apiAddress }: ExchangeTarget): string[] {
  return [
    `token=$(curl -sS --fail ${tokenEndpoint} \\`,
    `  -d grant_type=${exchangeGrant} \\`,
    `  -d client_id=${app.id} \\`,
    `  -d subject_token_type=${jwtType} \\`,
    '  -d "subject_token=$id_token" | jq -r .access_token)',
    `curl -sS --fail ${apiAddress}/me -H "Authorization: Bearer $token"`,
  ];
}

function indent(spaces: number, lines: readonly string[]): string {
  return lines.map((line) => " ".repeat(spaces) + line).join("\n");
}

function writeGitHub(target: ExchangeTarget): string {
  const audience = encodeURIComponent(target.audienceOf("github"));
  const request = [
    `id_token=$(curl -sS --fail "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=${audience}" \\`,
    '  -H "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" | jq -r .value)',
  ];
  return `on: workflow_dispatch
permissions:
  id-token: write
jobs:
  example:
    runs-on: ubuntu-latest
    steps:
      - run: |
${indent(10, [...request, ...writeExchange(target)])}`;
}

function writeGitLab(target: ExchangeTarget): string {
  return `example:
  image: alpine
  id_tokens:
    ID_TOKEN:
      aud: ${target.audienceOf("gitlab")}
  before_script:
    - apk add --no-cache curl jq
  script:
    - |
${indent(6, ["id_token=$ID_TOKEN", ...writeExchange(target)])}`;
}

function writeKubernetes(target: ExchangeTarget): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: example
spec:
  serviceAccountName: deployer
  restartPolicy: Never
  containers:
    - name: example
      image: alpine
      command: [sh, -ec]
      args:
        - |
${indent(10, ["apk add --no-cache curl jq", "id_token=$(cat /var/run/secrets/console/token)", ...writeExchange(target)])}
      volumeMounts:
        - name: console-token
          mountPath: /var/run/secrets/console
          readOnly: true
  volumes:
    - name: console-token
      projected:
        sources:
          - serviceAccountToken:
              path: token
              audience: ${target.audienceOf("kubernetes")}
              expirationSeconds: 3600`;
}

function writeGoogle(target: ExchangeTarget): string {
  const audience = encodeURIComponent(target.audienceOf("google"));
  const address =
    "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/identity";
  return [
    `id_token=$(curl -sS --fail -H "Metadata-Flavor: Google" \\`,
    `  "${address}?audience=${audience}")`,
    ...writeExchange(target),
  ].join("\n");
}

/** How a machine gets a token of the app without a secret, for each kind of issuer. */
export function writeKeylessSamples(target: ExchangeTarget): KeylessSample[] {
  return [
    { preset: "github", language: "yaml", code: writeGitHub(target) },
    { preset: "gitlab", language: "yaml", code: writeGitLab(target) },
    { preset: "kubernetes", language: "yaml", code: writeKubernetes(target) },
    { preset: "google", language: "sh", code: writeGoogle(target) },
  ];
}
