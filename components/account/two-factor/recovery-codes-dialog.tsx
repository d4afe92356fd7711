"use client";

import { Download } from "lucide-react";
import { useRef, useState } from "react";
import { useWipe } from "#components/dialogs/use-wipe.ts";
import { Button } from "#components/ui/button/button.tsx";
import { CopyButton } from "#components/ui/button/copy-button.tsx";
import { FieldError } from "#components/ui/form/field.tsx";
import { Dialog, DialogBody, DialogFooter } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import { twoFactorTexts } from "./texts.ts";

const texts = twoFactorTexts.save;

interface RecoveryCodesDialogProps {
  /** Null while closed. No copy of the codes is kept. */
  codes: readonly string[] | null;
  onSaved: () => void;
  finalFocus: FinalFocus;
}

function download(codes: readonly string[]): void {
  const url = URL.createObjectURL(new Blob([`${codes.join("\n")}\n`], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = texts.fileName;
  link.click();
  URL.revokeObjectURL(url);
}

/** Shows new recovery codes, which is possible only once. Only "I have saved them" closes the dialog. */
export function RecoveryCodesDialog({ codes, onSaved, finalFocus }: RecoveryCodesDialogProps) {
  const copyRef = useRef<HTMLButtonElement>(null);
  const isShown = codes !== null;
  useWipe(isShown, onSaved);
  return (
    <Dialog
      isAlert
      isOpen={isShown}
      title={texts.title}
      description={texts.intro}
      initialFocus={copyRef}
      finalFocus={finalFocus}
    >
      {codes === null ? null : <RecoveryCodesBody codes={codes} onSaved={onSaved} copyRef={copyRef} />}
    </Dialog>
  );
}

interface RecoveryCodesBodyProps {
  codes: readonly string[];
  onSaved: () => void;
  copyRef: React.Ref<HTMLButtonElement>;
}

function RecoveryCodesBody({ codes, onSaved, copyRef }: RecoveryCodesBodyProps) {
  const [hasCopyFailed, setHasCopyFailed] = useState(false);
  return (
    <>
      <DialogBody>
        <ul
          aria-label={texts.list}
          translate="no"
          className="grid grid-cols-1 gap-x-6 gap-y-1 rounded-md border bg-sunken px-3 py-2.5 font-mono text-sm sm:text-xs sm:leading-6 md:grid-cols-2"
        >
          {codes.map((code) => (
            <li key={code} className="whitespace-nowrap">
              {code}
            </li>
          ))}
        </ul>
        {hasCopyFailed ? <FieldError>{texts.copyFailed}</FieldError> : null}
        <div className="flex flex-wrap gap-2">
          <CopyButton ref={copyRef} getText={() => codes.join("\n")} onFailure={() => setHasCopyFailed(true)}>
            {texts.copy}
          </CopyButton>
          <Button onClick={() => download(codes)}>
            <Download aria-hidden="true" />
            {texts.download}
          </Button>
        </div>
      </DialogBody>
      <DialogFooter>
        <Button variant="primary" onClick={onSaved}>
          {texts.done}
        </Button>
      </DialogFooter>
    </>
  );
}
