// Cells of CSV that a spreadsheet may open.

/**
 * Options of csv-stringify. An apostrophe stands before text that a spreadsheet would run as a formula, and before text that begins with an
 * apostrophe. Whoever takes one off gets the text as it was; `main/cohort/tables/plain-cell.ts` does.
 */
export const SPREADSHEET_CELLS = {
  escape_formulas: true,
  cast: { string: (text: string): string => (text.startsWith("'") ? `'${text}` : text) },
} as const;
