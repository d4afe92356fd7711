"use client";

import { useState } from "react";
import { dialogTexts } from "#components/dialogs/texts.ts";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { DialogBody, DialogFooter } from "#components/ui/dialog.tsx";
import { useLast } from "#components/ui/use-last.ts";
import type { KeyDto } from "#lib/schemas/keys.ts";
import type { ApiFailure } from "../api-client.ts";
import { FormFailure } from "../dialogs/form-failure.tsx";
import { keyUsageTexts } from "./calls-texts.ts";
import { finishRotation } from "./key-client.ts";
import { isOutdated, type KeyDialogProps } from "./key-dialog.ts";
import { PreviousSecretUse } from "./old-secret-use.tsx";
import { StaleNotice } from "./stale-notice.tsx";
import { useFreshKey } from "./use-fresh-key.ts";

const texts = keyUsageTexts.finish;

interface FinishRotationDialogProps extends KeyDialogProps {
  onFinished: (key: KeyDto) => void;
}

export function FinishRotationDialog(props: FinishRotationDialogProps) {
  const { keyDto, onClose, onFinished, finalFocus } = props;
  const shown = useLast(keyDto);
  return (
    <AlertDialog
      isOpen={keyDto !== null}
      onClose={onClose}
      title={texts.title(shown?.name ?? "")}
      description={texts.intro}
      finalFocus={finalFocus}
    >
      {shown === null ? null : (
        <FinishForm key={shown.id} keyDto={shown} onCancel={onClose} onFinished={onFinished} />
      )}
    </AlertDialog>
  );
}

interface FinishFormProps {
  keyDto: KeyDto;
  onCancel: () => void;
  onFinished: (key: KeyDto) => void;
}

function FinishForm({ keyDto: opened, onCancel, onFinished }: FinishFormProps) {
  const { key: keyDto, notice, reloadWithNotice } = useFreshKey(opened);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  const finish = async () => {
    setIsBusy(true);
    const result = await finishRotation(keyDto);
    if (!result.isOk && isOutdated(result.failure)) await reloadWithNotice();
    else if (!result.isOk) setFailure(result.failure);
    setIsBusy(false);
    if (result.isOk) onFinished(result.data);
  };

  return (
    <>
      <DialogBody>
        <PreviousSecretUse key={keyDto.updatedAt} keyDto={keyDto} />
        <StaleNotice notice={notice} />
        <FormFailure failure={failure} />
      </DialogBody>
      <DialogFooter>
        <Button onClick={onCancel}>{dialogTexts.cancel}</Button>
        <Button look="primary" isBusy={isBusy} disabled={notice !== null} onClick={finish}>
          {texts.submit}
        </Button>
      </DialogFooter>
    </>
  );
}
