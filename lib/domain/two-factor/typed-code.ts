/** What a person typed as their second factor. */
export interface TypedCode {
  kind: "totp" | "recovery_code";
  /** Without spaces and dashes, in lowercase. */
  code: string;
}

const recoveryPattern = /^[0-9a-hjkmnp-tv-z]{24}$/;

/** Recognizes a code by its form, however it is spaced. Null for text that can't be one. */
export function readTypedCode(text: string): TypedCode | null {
  const compact = text.toLowerCase().replace(/[\s-]/g, "");
  if (/^\d{6}$/.test(compact)) return { kind: "totp", code: compact };
  // Letters that recovery codes don't contain, because they look like digits.
  const code = compact.replaceAll("o", "0").replaceAll(/[il]/g, "1");
  return recoveryPattern.test(code) ? { kind: "recovery_code", code } : null;
}
