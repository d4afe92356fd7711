"use client";

import { PasswordField } from "#components/auth/password-field.tsx";
import { accountTexts } from "./texts.ts";

interface CurrentPasswordFieldProps {
  ref?: React.Ref<HTMLInputElement>;
  /** Tells password managers whose password to fill in. */
  email: string;
  value: string;
  onChange: (password: string) => void;
  error: string | undefined;
}

/** Asks a person who is signed in for their password, before a change that a stolen session must not be enough for. */
export function CurrentPasswordField({ ref, email, value, onChange, error }: CurrentPasswordFieldProps) {
  return (
    <>
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      <PasswordField
        ref={ref}
        label={accountTexts.password.current}
        name="currentPassword"
        autoComplete="current-password"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        error={error}
        required
      />
    </>
  );
}
