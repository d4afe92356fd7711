"use client";

import { FailureMessage } from "#components/shell/failure/failure-message.tsx";

export default FailureMessage;
