import type { KeysPageData } from "#components/keys/view-data.ts";
import type { KeyDto } from "#lib/schemas/keys.ts";
import type { ApiFailure } from "../api-client.ts";
import type { KeyDraft } from "./key-draft.ts";

/** What forms about keys know of the page they stand on. */
export type FormPage = Pick<KeysPageData, "environments" | "form" | "team" | "viewer"> & {
  /** Whom a new key can be made for; not needed where none is made. */
  people?: KeysPageData["people"];
};

export interface FieldsProps {
  draft: KeyDraft;
  /** The key to be changed, as it was when one began; null for a new one. */
  seen: KeyDto | null;
  page: FormPage;
  failure: ApiFailure | null;
  onChange: (changes: Partial<KeyDraft>) => void;
}
