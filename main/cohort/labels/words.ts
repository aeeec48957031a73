// Lists of words that are easier to read as a text.

/** The words between white space. */
export function words(text: string): readonly string[] {
  return text.split(/\s+/);
}
