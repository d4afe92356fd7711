/** One parameter, or one field of a body or an answer. */
export interface FieldView {
  /** Dots between the names of nested fields. */
  name: string;
  type: string;
  isRequired: boolean;
  text: string;
}

export interface ParameterView extends FieldView {
  in: "path" | "query" | "header";
  example: string;
}

export interface BodyView {
  isForm: boolean;
  isRequired: boolean;
  fields: FieldView[];
  example: string;
}

export interface OperationView {
  id: string;
  method: string;
  /** From the server's root, parameters in braces. */
  path: string;
  summary: string;
  description: string;
  parameters: ParameterView[];
  body: BodyView | null;
  success: { status: string; text: string; fields: FieldView[]; example: string };
  errors: { status: string; text: string }[];
}

export interface GroupView {
  name: string;
  text: string;
  operations: OperationView[];
}

/** What stands of an operation before it is opened. */
export type OperationHead = Pick<OperationView, "id" | "method" | "path" | "summary">;

export interface GroupHead {
  name: string;
  text: string;
  operations: OperationHead[];
}
