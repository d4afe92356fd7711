"use client";

import { useState } from "react";
import { requestApi } from "#components/api-client.ts";
import { Button } from "#components/ui/button/button.tsx";
import { showError } from "#components/ui/overlay/toast.ts";
import { useRequest } from "#components/use-request.ts";
import { unsubscribedSchema } from "#lib/contract/people/notices.ts";
import { noticeTexts } from "./texts.ts";

const texts = noticeTexts.unsubscribe;

/** Works without signing in. */
export function UnsubscribeButton({ token, label }: { token: string; label: string }) {
  const [isDone, setIsDone] = useState(false);
  const { isBusy, run } = useRequest(async () => {
    const path = `/unsubscriptions/${encodeURIComponent(token)}`;
    const result = await requestApi({ method: "POST", path, schema: unsubscribedSchema });
    if (result.isOk) setIsDone(true);
    else showError(texts.failed);
  });
  return (
    <>
      <p role="status" className="mt-1 mb-6 text-pretty text-muted text-sm">
        {isDone ? texts.done(label) : texts.intro(label)}
      </p>
      {isDone ? null : (
        <Button variant="primary" className="h-9" isBusy={isBusy} onClick={() => run()}>
          {texts.submit}
        </Button>
      )}
    </>
  );
}
