import type { FinalFocus } from "#components/ui/dialog-frame.tsx";
import type { KeyDto } from "#lib/schemas/keys.ts";
import type { ApiFailure } from "../api-client.ts";

/** What every dialog about a key that exists takes. */
export interface KeyDialogProps {
  /** Null: closed. */
  keyDto: KeyDto | null;
  onClose: () => void;
  finalFocus: FinalFocus;
}

/** Whether somebody else was faster: the key is not any more what the page shows. */
export function isOvertaken({ status }: ApiFailure): boolean {
  return status === 409 || status === 404;
}
