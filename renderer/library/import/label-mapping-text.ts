// From what the reader says of a table's columns to the text of a mapping.

import { LABEL_NAMES, type LabelName } from '../../../main/domain/label.ts';

export type Meaning = 'other' | 'subject' | 'visit' | 'side' | 'cohort' | LabelName;

/** What a column is called like; the reader corrects it. */
export function guessedMeaning(column: string): Meaning {
  const name = column.toLowerCase();
  if (/^(subject|patient|participant|id|nsin|record)(_?id|_?no)?$/.test(name)) return 'subject';
  if (/visit|time_?point|wave/.test(name)) return 'visit';
  if (/^(side|hip|joint|laterality)$/.test(name)) return 'side';
  if (/^(cohort|dataset|centre|center|site)$/.test(name)) return 'cohort';
  return LABEL_NAMES.find((label) => name.replaceAll('_', '-').includes(label)) ?? 'other';
}

/** The mapping, or null where it says too little. Columns kept as written are not named: all others are kept. */
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
  });
}
