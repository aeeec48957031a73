// Joins the class names that apply.

/** Returns the names that are set, in order, separated by spaces. */
export function classes(...names: readonly (string | false | null | undefined)[]): string {
  return names.filter((name) => typeof name === 'string' && name !== '').join(' ');
}
