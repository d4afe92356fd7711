"use client";

import { useRef, useState } from "react";
import { useWipe } from "#components/dialogs/use-wipe.ts";
import { Button } from "#components/ui/button/button.tsx";
import { CopyButton } from "#components/ui/button/copy-button.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { Dialog, DialogBody, DialogFooter } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { CreatedProvisioningTokenDto } from "#lib/contract/instance/provisioning.ts";
import { provisioningTexts } from "./texts.ts";

const texts = provisioningTexts.reveal;

interface TokenDialogProps {
  /** Null closes the dialog. */
  token: CreatedProvisioningTokenDto | null;
  onClose: () => void;
  finalFocus: FinalFocus;
}

/** Shows the token, which is available only once. It isn't kept while the dialog fades out. */
export function TokenDialog({ token, onClose, finalFocus }: TokenDialogProps) {
  const copyRef = useRef<HTMLButtonElement>(null);
  useWipe(token !== null, onClose);
  const [isCopyFailed, setIsCopyFailed] = useState(false);
  return (
    <Dialog
      isAlert
      isOpen={token !== null}
      isWide
      // Only the button closes it: the token can't be shown again.
      onClose={() => {}}
      title={texts.title}
      description={texts.intro}
      initialFocus={copyRef}
      finalFocus={finalFocus}
    >
      <DialogBody>
        <TextField
          label={texts.label}
          className="font-mono text-xs"
          readOnly
          value={token?.token ?? ""}
          onFocus={(event) => event.currentTarget.select()}
          error={isCopyFailed ? texts.copyFailed : undefined}
        />
      </DialogBody>
      <DialogFooter>
        <CopyButton ref={copyRef} getText={() => token?.token ?? ""} onFailure={() => setIsCopyFailed(true)}>
          {texts.copy}
        </CopyButton>
        <Button variant="primary" onClick={onClose}>
          {texts.close}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
