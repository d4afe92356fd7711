export const userSchemaId = "urn:ietf:params:scim:schemas:core:2.0:User";
export const groupSchemaId = "urn:ietf:params:scim:schemas:core:2.0:Group";
export const errorSchemaId = "urn:ietf:params:scim:api:messages:2.0:Error";
export const listSchemaId = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
