import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import type { ApiFailure } from "../api-failure.ts";

/** Props of every dialog about an existing key. */
export interface KeyDialogProps {
  /** Null closes the dialog. */
  item: KeyDto | null;
  onClose: () => void;
  finalFocus: FinalFocus;
}

/** Whether the request failed because the key was changed or deleted after the page loaded it. */
export function isOutdated({ status }: ApiFailure): boolean {
  return status === 409 || status === 404;
}
