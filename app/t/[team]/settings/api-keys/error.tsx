"use client";

import { KeysFailure } from "#components/keys/keys-failure.tsx";

export default KeysFailure;
