import type { ApiFailure } from "#components/api-failure.ts";
import type { KeysPageData } from "#components/keys/view-data.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import type { KeyDraft } from "./key-draft.ts";

/** The page data that the forms about keys need. */
export type FormPage = Pick<KeysPageData, "environments" | "form" | "team" | "viewer"> & {
  /** Possible owners of a new key. Not needed to edit a key. */
  people?: KeysPageData["people"];
};

export interface FieldsProps {
  draft: KeyDraft;
  /** The key as it was when editing started. Null for a new key. */
  seen: KeyDto | null;
  page: FormPage;
  failure: ApiFailure | null;
  onChange: (changes: Partial<KeyDraft>) => void;
}
