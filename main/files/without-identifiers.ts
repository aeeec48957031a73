// Removes from the text of an error what might name a patient: quoted text, paths, file names, addresses, DICOM names and long numbers.
// It rather removes too much. It cannot recognise a bare name in a sentence, so no message of ours may hold one outside quotes.

/** A line of a stack: a function of the program, and its place in a source file. Every other line is treated as a message. */
const FRAME = /^\s+at (?:(?<name>(?:async )?[\w$.<>[\] ]{1,100}) \()?(?<place>[^()]{1,1000}):(?<line>\d+):(?<column>\d+)\)?$/;

export function withoutIdentifiers(text: string): string {
  return text
    .split('\n')
    .map((line) => frameOf(line) ?? cleanedMessage(line))
    .join('\n');
}

/** Returns a line of a stack with the source file's name instead of its path. Null for any other line. */
function frameOf(line: string): string | null {
  const { name, place = '', line: row, column } = FRAME.exec(line)?.groups ?? {};
  const file = /(?:node:[\w/]+|[\w.-]+\.(?:ts|tsx|js|mjs|cjs))$/.exec(place)?.[0];
  if (file === undefined) return null;
  return name === undefined ? `    at ${file}:${row}:${column}` : `    at ${name} (${file}:${row}:${column})`;
}

function cleanedMessage(line: string): string {
  return (
    line
      // A quotation ends at the last mark of its kind, because names contain apostrophes. One that never ends takes the rest.
      .replaceAll(/(?<!\w)(["'`])(?:.*\1(?!\w)|.*$)/g, '$1...$1')
      .replaceAll(/[“„«‹‘].*?(?:[”“»›’]|$)/g, '"..."')
      // A path without quotes may contain spaces, so it takes the rest of the line.
      .replaceAll(/(?<![\w.])(?:[A-Za-z][\w+.-]*:\/\/|[A-Za-z]:[\\/]|\\\\|[~.]{0,2}[\\/])\S.*$/g, '...')
      .replaceAll(/(?<!\S)\S*[\\/@^]\S*/g, '...')
      .replaceAll(
        /(?<!\S)\S+\.(?:dcm|dicom|dic|ima|png|jpe?g|tiff?|csv|tsv|txt|pts|json|xlsx?|zip|hdf5|h5|pdf|onnx|sqlite)\b/gi,
        '...',
      )
      .replaceAll(/(?<!\w)\w*\d(?:[.,:_ -]*\d){4,}\w*/g, '#')
  );
}
