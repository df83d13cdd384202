/** An expected outcome as a value: either `value`, or a stable `error` code that callers switch on. */
export type Result<Value, ErrorCode> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: ErrorCode };

/** Wraps a value as a success. */
export function ok<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

/** Wraps an error code as an expected failure. */
export function fail<ErrorCode>(error: ErrorCode): { readonly ok: false; readonly error: ErrorCode } {
  return { ok: false, error };
}
