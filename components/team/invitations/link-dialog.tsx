"use client";

import { useRef, useState } from "react";
import { teamTexts } from "#components/team/texts.ts";
import { Button } from "#components/ui/button/button.tsx";
import { CopyButton } from "#components/ui/button/copy-button.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { Dialog, DialogBody, DialogFooter } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import { useLast } from "#components/ui/use-last.ts";
import type { InvitationWithUrlDto } from "#lib/contract/people/invitations.ts";

const texts = teamTexts.link;

interface LinkDialogProps {
  /** Null closes the dialog. */
  invitation: InvitationWithUrlDto | null;
  onClose: () => void;
  finalFocus: FinalFocus;
}

/** Shows an invitation's link, which is available only once. */
export function LinkDialog({ invitation, onClose, finalFocus }: LinkDialogProps) {
  const shown = useLast(invitation);
  const copyRef = useRef<HTMLButtonElement>(null);
  const [isCopyFailed, setIsCopyFailed] = useState(false);
  if (shown === null) return null;
  const { email, url, isMailed } = shown;
  return (
    <Dialog
      isAlert
      isOpen={invitation !== null}
      isWide
      onClose={onClose}
      title={isMailed ? texts.mailedTitle : texts.title}
      description={isMailed ? texts.mailedIntro(email) : texts.intro(email)}
      initialFocus={copyRef}
      finalFocus={finalFocus}
    >
      <DialogBody>
        <TextField
          label={texts.label}
          className="font-mono text-xs"
          readOnly
          value={invitation === null ? "" : (url ?? "")}
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
