"use client";

import { FailureMessage } from "#components/shell/failure-message.tsx";

export default FailureMessage;
