// What a person reads about tables as files: their encoding, their size and their lines.

const FEWER = 'Remove the columns that are not labels.';
const FEWER_LINES = 'Divide it into several tables.';
const SAVE_AS_UTF8 = 'Open it in the program that wrote it, save it as "CSV UTF-8", and import that file.';

export const tableText = {
  format: {
    workbook: 'a workbook (XLSX or ODS) or another ZIP archive',
    oldWorkbook: 'an Excel workbook (XLS)',
    spss: 'an SPSS file (SAV)',
    stata: 'a Stata file (DTA)',
    sas: 'a SAS file (SAS7BDAT)',
    sasTransport: 'a SAS transport file (XPT)',
    parquet: 'a Parquet file',
    pdf: 'a PDF',
    rtf: 'a text document (RTF)',
    gzip: 'a gzip archive',
    markup: 'a web page or an XML file',
  },
  encoding: {
    foreignFormat: (format: string) => `The table is ${format}, and text was expected. ${SAVE_AS_UTF8}`,
    utf32: `The table is encoded in UTF-32, which is not read. ${SAVE_AS_UTF8}`,
    damaged: (encoding: string) =>
      `The table is encoded in ${encoding}, but some of its bytes are not. It is cut off or damaged. ${SAVE_AS_UTF8}`,
    unknown: (line: number) =>
      `The table's encoding is unknown: line ${line} is not UTF-8, and the letters are not those of Windows-1252. ${SAVE_AS_UTF8}`,
    binary: `The file contains zero bytes, so it is not a table as text. ${SAVE_AS_UTF8}`,
  },
  tooLarge: (bytes: number, most: number) =>
    `The table has ${counted(Math.ceil(bytes / 1e6))} MB, and at most ${counted(most / 1e6)} MB were expected. ${FEWER}`,
  lineTooLong: (characters: number) =>
    `The table has a line of more than ${counted(characters)} characters. It is damaged, or a quotation mark is not closed. Save it as CSV again.`,
  tooManyColumns: (columns: number, most: number, line: number) =>
    `Line ${line} of the table has ${counted(columns)} columns, and at most ${counted(most)} were expected. ${FEWER}`,
  tooManyRows: (most: number) => `The table has more than ${counted(most)} lines. ${FEWER_LINES}`,
  tooManyCells: (most: number) => `The table has more than ${counted(most)} cells. ${FEWER}`,
  empty: 'The table is empty. It needs a header line and a line for each hip. Choose another file.',
  notATable: 'The file is not a table with one header line. Save it as CSV and try again.',
  duplicateColumn: (name: string) => `The table has two columns named "${name}". Rename or remove one of them.`,
  tooManyCellsInLine: (line: number, cells: number, columns: number) =>
    `Line ${line} has ${cells} cells, but the header names ${columns} columns. The line was left out. Put cells that contain the separator in quotation marks.`,
} as const;

export function counted(count: number): string {
  return count.toLocaleString('en');
}
