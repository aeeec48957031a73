// What came of a call, in one code.

/** The contract's failure code of an error, or its text if it is not one of the contract's. */
export function codeOf(error: unknown): string {
  const data: unknown = error instanceof Error && 'data' in error ? error.data : undefined;
  return typeof data === 'object' && data !== null && 'code' in data ? String(data.code) : String(error);
}
