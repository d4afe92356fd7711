import type { TestTeam } from "#e2e/support/database/fixtures.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type CredentialSecret, sealCredential } from "#lib/services/fhir-servers/gateway/credential-box.ts";

interface GatewayOptions {
  baseUrl: string;
  allowsKeys?: boolean;
  /** Default: the gateway is on. */
  isOn?: boolean;
  /** The slug of the server's environment. Default: development, where test keys and apps are. */
  environment?: string;
  /** Of `bearer` or `basic`, encrypted with the session secrets of a test runtime by default. */
  credential?: CredentialSecret;
  secrets?: readonly string[];
}

/** Registers a FHIR server and turns its gateway on. Returns its id. */
export async function insertGateway(
  { prisma }: Pick<Database, "prisma">,
  team: { id: string; environments: TestTeam["environments"]; owner: { id: string } },
  options: GatewayOptions,
): Promise<string> {
  const { baseUrl, allowsKeys = false, isOn = true, environment = "development" } = options;
  const id = createId("fhirServer");
  await prisma.fhirServer.create({
    data: {
      id,
      teamId: team.id,
      environmentId: team.environments[environment] ?? "",
      name: `Server ${id.slice(-6)}`,
      baseUrl,
      gatewayBaseUrl: isOn ? baseUrl : null,
      gatewayAllowsKeys: allowsKeys,
    },
  });
  if (options.credential === undefined) return id;
  const secrets = options.secrets ?? ["s".repeat(32)];
  const { sealed, keyId } = sealCredential(options.credential, { id, baseUrl }, secrets);
  await prisma.fhirServerCredential.create({
    data: {
      serverId: id,
      kind: options.credential.kind,
      secret: new Uint8Array(sealed),
      secretKeyId: keyId,
      createdById: team.owner.id,
      createdAt: new Date(),
    },
  });
  return id;
}

/** The FHIR base URL for programs. */
export function gatewayUrl(origin: string, serverId: string): string {
  return `${origin}/v1/api/fhir/servers/${serverId}/fhir`;
}
