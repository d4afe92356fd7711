"use client";

import { useState } from "react";
import type { ApiFailure } from "#components/api-client.ts";
import { FormFailure } from "#components/dialogs/form-failure.tsx";
import { dialogTexts } from "#components/dialogs/texts.ts";
import { finishRotation } from "#components/keys/key-client.ts";
import { isOutdated, type KeyDialogProps } from "#components/keys/key-dialog.ts";
import { StaleNotice } from "#components/keys/state/stale-notice.tsx";
import { PreviousSecretUse } from "#components/keys/usage/previous-secret-use.tsx";
import { keyUsageTexts } from "#components/keys/usage/usage-texts.ts";
import { useFreshKey } from "#components/keys/use-fresh-key.ts";
import { Button } from "#components/ui/button/button.tsx";
import { AlertDialog } from "#components/ui/overlay/alert-dialog.tsx";
import { DialogBody, DialogFooter } from "#components/ui/overlay/dialog.tsx";
import { useLast } from "#components/ui/use-last.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";

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
        <Button variant="primary" isBusy={isBusy} disabled={notice !== null} onClick={finish}>
          {texts.submit}
        </Button>
      </DialogFooter>
    </>
  );
}
