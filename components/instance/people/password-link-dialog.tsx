"use client";

import { useRef, useState } from "react";
import { Button } from "#components/ui/button/button.tsx";
import { CopyButton } from "#components/ui/button/copy-button.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { Dialog, DialogBody, DialogFooter } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import { instanceTexts } from "../texts.ts";

const texts = instanceTexts.link;

interface PasswordLinkDialogProps {
  name: string;
  /** Null closes the dialog. */
  url: string | null;
  onClose: () => void;
  finalFocus: FinalFocus;
}

/** Shows the link, which is available only once. It isn't kept while the dialog fades out. */
export function PasswordLinkDialog({ name, url, onClose, finalFocus }: PasswordLinkDialogProps) {
  const copyRef = useRef<HTMLButtonElement>(null);
  const [isCopyFailed, setIsCopyFailed] = useState(false);
  return (
    <Dialog
      isAlert
      isOpen={url !== null}
      isWide
      onClose={onClose}
      title={texts.title}
      description={texts.intro(name)}
      initialFocus={copyRef}
      finalFocus={finalFocus}
    >
      <DialogBody>
        <TextField
          label={texts.label}
          className="font-mono text-xs"
          readOnly
          value={url ?? ""}
          onFocus={(event) => event.currentTarget.select()}
          error={isCopyFailed ? texts.copyFailed : undefined}
        />
      </DialogBody>
      <DialogFooter>
        <CopyButton ref={copyRef} getText={() => url ?? ""} onFailure={() => setIsCopyFailed(true)}>
          {texts.copy}
        </CopyButton>
        <Button variant="primary" onClick={onClose}>
          {texts.close}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
