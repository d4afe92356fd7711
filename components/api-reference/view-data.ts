/** A parameter, or a field of a request body or response. */
export interface FieldView {
  /** The path of a nested field is joined with dots. */
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
  /** The full path, with parameters in braces. */
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

/** The part of an operation that is shown before it is opened. */
export type OperationHead = Pick<OperationView, "id" | "method" | "path" | "summary">;

export interface GroupHead {
  name: string;
  text: string;
  operations: OperationHead[];
}
