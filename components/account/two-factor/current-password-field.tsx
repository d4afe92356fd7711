"use client";

import { PasswordField } from "#components/auth/password-field.tsx";
import { twoFactorTexts } from "./texts.ts";

interface CurrentPasswordFieldProps {
  ref: React.Ref<HTMLInputElement>;
  /** Tells password managers whose password to fill in. */
  email: string;
  value: string;
  onChange: (password: string) => void;
  error: string | undefined;
}

export function CurrentPasswordField({ ref, email, value, onChange, error }: CurrentPasswordFieldProps) {
  return (
    <>
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      <PasswordField
        ref={ref}
        label={twoFactorTexts.currentPassword}
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
