import { groupSchemaId, listSchemaId, userSchemaId } from "./schema-ids.ts";

/** The maximum of people or groups on a page. */
export const maxPageSize = 200;

/** What this server supports (RFC 7643, section 5). */
export function createServiceProviderConfig(baseUrl: string): Record<string, unknown> {
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
    documentationUrl: `${new URL(baseUrl).origin}/docs/provisioning`,
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: maxPageSize },
    changePassword: { supported: false },
    sort: { supported: false },
    etag: { supported: false },
    authenticationSchemes: [
      {
        type: "oauthbearertoken",
        name: "Bearer token",
        description: "A provisioning token of this console, in the Authorization header",
        specUri: "https://www.rfc-editor.org/info/rfc6750",
        primary: true,
      },
    ],
    meta: { resourceType: "ServiceProviderConfig", location: `${baseUrl}/ServiceProviderConfig` },
  };
}

function createResourceType(
  { id, endpoint, schema }: { id: string; endpoint: string; schema: string },
  baseUrl: string,
) {
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
    id,
    name: id,
    endpoint,
    description: id,
    schema,
    meta: { resourceType: "ResourceType", location: `${baseUrl}/ResourceTypes/${id}` },
  };
}

export function listResourceTypes(baseUrl: string): (Record<string, unknown> & { id: string })[] {
  return [
    createResourceType({ id: "User", endpoint: "/Users", schema: userSchemaId }, baseUrl),
    createResourceType({ id: "Group", endpoint: "/Groups", schema: groupSchemaId }, baseUrl),
  ];
}

interface Attribute {
  name: string;
  type?: "string" | "boolean" | "complex" | "reference";
  multiValued?: boolean;
  required?: boolean;
  mutability?: "readOnly" | "readWrite" | "immutable";
  uniqueness?: "none" | "server";
  caseExact?: boolean;
  subAttributes?: Attribute[];
}

/** With the characteristics that every attribute states (RFC 7643, section 7). */
function describe(attribute: Attribute): Record<string, unknown> {
  const { subAttributes, ...own } = attribute;
  return {
    type: subAttributes === undefined ? "string" : "complex",
    multiValued: false,
    description: own.name,
    required: false,
    caseExact: false,
    mutability: "readWrite",
    returned: "default",
    uniqueness: "none",
    ...own,
    ...(subAttributes === undefined ? {} : { subAttributes: subAttributes.map(describe) }),
  };
}

const userAttributes: Attribute[] = [
  { name: "userName", required: true, uniqueness: "server" },
  { name: "name", subAttributes: [{ name: "formatted" }, { name: "familyName" }, { name: "givenName" }] },
  { name: "displayName" },
  {
    name: "emails",
    multiValued: true,
    subAttributes: [{ name: "value" }, { name: "type" }, { name: "primary", type: "boolean" }],
  },
  { name: "active", type: "boolean" },
  {
    name: "groups",
    multiValued: true,
    mutability: "readOnly",
    subAttributes: [
      { name: "value", mutability: "readOnly" },
      { name: "display", mutability: "readOnly" },
      { name: "$ref", type: "reference", mutability: "readOnly" },
    ],
  },
];

const groupAttributes: Attribute[] = [
  { name: "displayName", required: true, uniqueness: "server" },
  {
    name: "members",
    multiValued: true,
    subAttributes: [
      { name: "value", mutability: "immutable" },
      { name: "display", mutability: "readOnly" },
      { name: "type", mutability: "immutable" },
      { name: "$ref", type: "reference", mutability: "immutable" },
    ],
  },
];

function createSchema(id: string, name: string, attributes: readonly Attribute[], baseUrl: string) {
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
    id,
    name,
    description: name,
    attributes: attributes.map(describe),
    meta: { resourceType: "Schema", location: `${baseUrl}/Schemas/${id}` },
  };
}

export function listSchemas(baseUrl: string): (Record<string, unknown> & { id: string })[] {
  return [
    createSchema(userSchemaId, "User", userAttributes, baseUrl),
    createSchema(groupSchemaId, "Group", groupAttributes, baseUrl),
  ];
}

/** A list of resources (RFC 7644, section 3.4.2). */
export function createList(
  resources: readonly unknown[],
  { total = resources.length, startIndex = 1 }: { total?: number; startIndex?: number } = {},
): Record<string, unknown> {
  return {
    schemas: [listSchemaId],
    totalResults: total,
    startIndex,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}
