"use client";

import { KeysFailure } from "#components/keys/list/keys-failure.tsx";

export default KeysFailure;
