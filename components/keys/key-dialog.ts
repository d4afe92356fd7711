import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";

/** Props of every dialog about an existing key. */
export interface KeyDialogProps {
  /** Null closes the dialog. */
  item: KeyDto | null;
  onClose: () => void;
  finalFocus: FinalFocus;
}
