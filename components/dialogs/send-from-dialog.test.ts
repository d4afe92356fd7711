import { afterEach, expect, test } from "vitest";
import { takeToasts } from "#components/ui/overlay/toast.ts";
import type { ApiFailure } from "../api-failure.ts";
import { sendFromDialog } from "./send-from-dialog.ts";

const failure: ApiFailure = {
  status: 0,
  code: "unreachable",
  message: "No answer",
  details: [],
  requestId: null,
};

afterEach(() => void takeToasts());

test("leaves a failure to the dialog while it is open", async () => {
  const request = {
    label: "Delete key",
    run: async () => ({ isOk: false, failure }) as const,
    onDone: () => undefined,
    isOpen: () => true,
  };
  expect(await sendFromDialog(request)).toEqual({ failure });
  expect(takeToasts()).toEqual([]);
});

test("shows a message if the dialog was closed before the request failed", async () => {
  let isOpen = true;
  const request = {
    label: "Delete key",
    run: async () => {
      isOpen = false;
      return { isOk: false, failure } as const;
    },
    onDone: () => undefined,
    isOpen: () => isOpen,
  };
  await sendFromDialog(request);
  expect(takeToasts()).toEqual([{ kind: "failure", title: "“Delete key” failed", description: "No answer" }]);
});

test("hands over the data even if the dialog was closed, and doesn't return it", async () => {
  const received: string[] = [];
  const request = {
    label: "Rotate key",
    run: async () => ({ isOk: true, data: "a secret" }) as const,
    onDone: (data: string) => received.push(data),
    isOpen: () => false,
  };
  expect(await sendFromDialog(request)).toBeNull();
  expect(received).toEqual(["a secret"]);
  expect(takeToasts()).toEqual([]);
});

test("shows nothing if there is nothing to do", async () => {
  const request = { label: "Save", run: async () => null, onDone: () => undefined, isOpen: () => false };
  expect(await sendFromDialog(request)).toEqual({ failure: null });
  expect(takeToasts()).toEqual([]);
});
