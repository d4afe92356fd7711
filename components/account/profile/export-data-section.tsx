"use client";

import { accountTexts } from "#components/account/texts.ts";
import { canceledCode } from "#components/api-client.ts";
import { describeFailure } from "#components/api-failure.ts";
import { downloadFile } from "#components/download-file.ts";
import { Button } from "#components/ui/button/button.tsx";
import { Card } from "#components/ui/display/card.tsx";
import { showError, showSuccess } from "#components/ui/overlay/toast.ts";
import { useRequest } from "#components/use-request.ts";

const texts = accountTexts.exportData;

const file = { path: "/me/export", mediaType: "application/json", name: "your-data", extension: "json" };

/** Gives people a copy of what the console stores about them. */
export function ExportDataSection() {
  const { isBusy, run } = useRequest(async (signal) => {
    const failure = await downloadFile(file, signal);
    if (failure === null) showSuccess(texts.done);
    else if (!signal.aborted && failure.code !== canceledCode) {
      showError(texts.failed, describeFailure(failure));
    }
    return failure;
  });
  return (
    <Card id="export-data" title={texts.title}>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 px-4 py-3">
        <p className="min-w-0 flex-1 basis-64 text-pretty text-muted text-sm">{texts.intro}</p>
        <Button className="max-sm:w-full" isBusy={isBusy} onClick={() => run()}>
          {texts.open}
        </Button>
      </div>
    </Card>
  );
}
