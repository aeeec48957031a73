// Turns the reader's choices for a table's columns into the text of a mapping.

import { LABEL_NAMES, type LabelName } from '../../../main/domain/label.ts';

export type Meaning = 'other' | 'keep' | 'subject' | 'visit' | 'side' | 'cohort' | LabelName;

/** Guesses what a column contains from its name. The reader can correct it. Never guesses that a column should be kept. */
export function guessMeaning(column: string): Meaning {
  const name = column.toLowerCase();
  if (/^(subject|patient|participant|id|nsin|record)(_?id|_?no)?$/.test(name)) return 'subject';
  if (/visit|time_?point|wave/.test(name)) return 'visit';
  if (/^(side|hip|joint|laterality)$/.test(name)) return 'side';
  if (/^(cohort|dataset|centre|center|site)$/.test(name)) return 'cohort';
  const words = name.split(/[^a-z]+/).join('-');
  return LABEL_NAMES.find((label) => `-${words}-`.includes(`-${label}-`)) ?? 'other';
}

/** Returns the mapping, or null if subject, side or labels are missing. Columns that it does not name are not imported. */
export function mappingText(file: string, meanings: ReadonlyMap<string, Meaning>): string | null {
  const columnOf = (meaning: Meaning): string | undefined => [...meanings].find(([, own]) => own === meaning)?.[0];
  const [subject, side, visit, cohort] = [columnOf('subject'), columnOf('side'), columnOf('visit'), columnOf('cohort')];
  const labels = [...meanings].flatMap(([column, meaning]) => {
    const name = LABEL_NAMES.find((label) => label === meaning);
    return name === undefined ? [] : [{ column, name, kind: name === 'global' ? 'binary' : 'graded' }];
  });
  if (subject === undefined || side === undefined || labels.length === 0) return null;
  return JSON.stringify({
    name: file,
    cohort: cohort === undefined ? { value: '' } : { column: cohort },
    subject: { column: subject },
    visit: visit === undefined ? { value: '' } : { column: visit },
    side: { column: side },
    labels,
    keep: [...meanings].flatMap(([column, meaning]) => (meaning === 'keep' ? [column] : [])),
  });
}
