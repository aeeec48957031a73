// Joins the class names that apply.

/** The names that are not false, in order, separated by spaces. */
export function classes(...names: readonly (string | false | null | undefined)[]): string {
  return names.filter((name) => typeof name === 'string' && name !== '').join(' ');
}
