import { showError } from "#components/ui/overlay/toast.ts";
import { type ApiFailure, type ApiResult, describeFailure, getFailure } from "../api-failure.ts";
import { dialogTexts } from "./texts.ts";

interface DialogRequest<Data> {
  /** The text of the button. */
  label: string;
  run: () => Promise<ApiResult<Data> | null>;
  onDone: (data: Data) => void;
  /** Whether the dialog is still open. */
  isOpen: () => boolean;
}

/** Sends a dialog's request. Returns null if it succeeded. If the dialog was closed, a message shows the failure. */
export async function sendFromDialog<Data>(
  request: DialogRequest<Data>,
): Promise<{ failure: ApiFailure | null } | null> {
  const response = await request.run();
  if (response?.isOk) {
    request.onDone(response.data);
    return null;
  }
  const failure = getFailure(response);
  if (failure !== null && !request.isOpen()) {
    showError(dialogTexts.failed(request.label), describeFailure(failure));
  }
  // Not the response itself, because it can contain a secret.
  return { failure };
}
