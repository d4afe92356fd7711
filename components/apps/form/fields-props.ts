import type { ApiFailure } from "#components/api-failure.ts";
import type { AppFormPage } from "#components/apps/view-data.ts";
import type { AppDto } from "#lib/contract/apps/app-output.ts";
import type { AppDraft } from "./app-draft.ts";

export interface AppFieldsProps {
  draft: AppDraft;
  /** The app as it was when editing started. Null for a new app. */
  seen: AppDto | null;
  page: AppFormPage;
  /** Its errors name the form's fields. */
  failure: ApiFailure | null;
  onChange: (changes: Partial<AppDraft>) => void;
}
