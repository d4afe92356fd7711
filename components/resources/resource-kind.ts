import type { ReactNode } from "react";
import type { Column } from "#components/ui/display/table.tsx";
import type { ApiResult } from "../api-failure.ts";
import type { SampleTarget } from "./api-samples.ts";

export interface Resource {
  id: string;
  teamId: string;
  name: string;
  environment: string;
}

/** What a form sends. The environment can't be changed later. */
export interface ResourceFields {
  name: string;
  environment: string;
}

export interface FormFieldsProps<Fields> {
  fields: Fields;
  change: (changes: Partial<Fields>) => void;
  errorOf: (field: string) => string | undefined;
  teamId: string;
  /** The field for the environment. Null if the resource has one already. */
  environmentField: ReactNode;
  /** False while an existing resource is edited. */
  isNew: boolean;
}

export interface MenuItemsProps<Item> {
  item: Item;
  /** Undefined if the viewer can change the resource. */
  disabledReason: string | undefined;
  /** Shows the message and refreshes the page. */
  onChanged: (message: string) => void;
}

/** What the list and the dialogs need to know of one type of resource. */
export interface ResourceKind<Item extends Resource, Fields extends ResourceFields> {
  icon: ReactNode;
  texts: {
    title: string;
    intro: (team: string) => string;
    add: string;
    table: string;
    empty: { title: string; text: string; viewer: string };
    form: { createTitle: string; editTitle: string; submit: string; created: (name: string) => string };
    delete: { title: (name: string) => string; consequence: string; submit: string };
  };
  /** The columns between the environment and the menu. */
  columns: readonly Column[];
  samples: SampleTarget;
  /** The page about one of them, if there is one. */
  getPath?: (item: Item, teamSlug: string) => string;
  /** Shown below the name. */
  getDetail: (item: Item) => string;
  /** The cells of `columns`. */
  Cells: (props: { item: Item; now: string }) => ReactNode;
  /** More actions in the menu. */
  MenuItems?: (props: MenuItemsProps<Item>) => ReactNode;
  emptyFields: Fields;
  toFields: (item: Item) => Fields;
  FormFields: (props: FormFieldsProps<Fields>) => ReactNode;
  create: (teamId: string, fields: Fields, idempotencyKey: string) => Promise<ApiResult<Item>>;
  update: (item: Item, changes: object) => Promise<ApiResult<Item>>;
  remove: (item: Item) => Promise<ApiResult<Item>>;
}
