// Text from files and requests, made safe for a terminal: control characters could move the cursor, hide lines or change the title.

/** C0 controls but newline and tab, DEL, C1 controls, line separators, and the marks that reverse the order of what follows. */
// oxlint-disable-next-line no-control-regex -- control characters are what this replaces
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Replaces control characters by visible ones: ␛ for an escape, `<U+202E>` for a mark without a picture. */
export function printable(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(CONTROLS, (character) => picture(character.codePointAt(0) ?? 0));
}

/** The same for JSON: control characters become escapes, which a reader of JSON turns back. */
export function printableJson(json: string): string {
  return json.replaceAll(CONTROLS, (character) => `\\u${hex(character.codePointAt(0) ?? 0)}`);
}

function picture(code: number): string {
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? '\u2421' : `<U+${hex(code).toUpperCase()}>`;
}

function hex(code: number): string {
  return code.toString(16).padStart(4, '0');
}
