/** A parameter, or a field of a request body or response. */
export interface FieldView {
  name: string;
  /** In JSON's terms, such as `string or null`. */
  type: string;
  isRequired: boolean;
  text: string;
  /** What values are allowed, such as `at most 100 characters`. */
  constraints: string[];
  /** As JSON. */
  example: string;
  /** The fields of an object, or of the objects in an array. */
  variants: VariantView[];
}

/** The fields of an object. An object that has one of several forms has several variants. */
export interface VariantView {
  /** What identifies the form, such as `type: "user"`. Empty if there is only one. */
  label: string;
  fields: FieldView[];
}

export interface ParameterView extends FieldView {
  in: "path" | "query" | "header";
}

export interface BodyView {
  isForm: boolean;
  isRequired: boolean;
  variants: VariantView[];
  /** Undefined if there is no body to send. */
  example: unknown;
}

/** What a request needs to be sent from the page or written as a sample. */
export interface RequestView {
  id: string;
  method: string;
  /** The full path, with parameters in braces. */
  path: string;
  parameters: ParameterView[];
  body: BodyView | null;
  /** The variable with the credential, or null for a public operation. */
  tokenName: string | null;
}

interface ResponseView {
  status: string;
  text: string;
  /** The name of the schema, if it has one. Several operations can return the same. */
  schemaName: string | null;
  variants: VariantView[];
  example: string;
}

export interface OperationView extends RequestView {
  summary: string;
  description: string;
  success: ResponseView;
  errors: { status: string; text: string }[];
}

export interface GroupView {
  /** The last part of the address of the group's page. */
  slug: string;
  name: string;
  text: string;
  operations: OperationView[];
}
