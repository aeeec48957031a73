// A cell as its author meant it, without the signs that only protect it from a spreadsheet.

/** Characters that nobody sees, such as zero-width spaces. Joiners inside a word belong to its spelling in Persian and Hindi. */
const INVISIBLE = /(?![\u200C\u200D])\p{Cf}|^\p{Cf}+|\p{Cf}+$/gu;
const SPACES = /\p{Zs}/gu;

/** Cells of visible ASCII that do not begin with a protecting sign: nearly all. */
const PLAIN = /^[!#-&(-<>-~][!-~]*$/;

/**
 * An apostrophe before a digit, a capital, a sign that begins a formula, or another apostrophe. `'s-Gravenhage` keeps its own. Our own CSV
 * writes one before every cell that begins with such a sign or an apostrophe, so that it can be taken off again.
 */
const APOSTROPHE = /^'(?=[=+\-@\t\r＝＋－＠'\p{N}\p{Lu}])/u;

/** `="00121"` and `'00121` are 00121. Unseen characters and outer spaces are removed. */
export function plainCell(written: string): string {
  if (written === '' || PLAIN.test(written)) return written;
  const visible = visibleText(written);
  const [, protectedText] = /^=\s*"(.*)"$/s.exec(visible) ?? [];
  return (protectedText?.replaceAll('""', '"') ?? visible.replace(APOSTROPHE, '')).trim();
}

/** The text without unseen characters and outer spaces, as a table and a film may both write it. */
export function visibleText(written: string): string {
  return written.normalize('NFC').replace(INVISIBLE, '').replace(SPACES, ' ').trim();
}
