// The names that columns have in known tables. Capitals, spaces, dashes, underscores and brackets make no difference.

import { LABEL_NAMES, type LabelName } from '../../domain/label.ts';
import { COHORT_COLUMN, QUADRANTS } from '../../domain/quadrant.ts';

/** Equal for `osteo_fem_sup`, `Osteo Fem Sup` and `OSTEO-FEM-SUP`. */
export function columnKey(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_.()-]+/g, '');
}

/** Other names for the labels that are not of quadrants. */
const SYNONYMS: Readonly<Record<string, LabelName>> = {
  jsn: 'joint-space-narrowing',
  klgrade: 'kl',
};

const LABELS: ReadonlyMap<string, LabelName> = new Map([
  ...LABEL_NAMES.map((name) => [columnKey(name), name] as const),
  ...QUADRANTS.map((quadrant) => [columnKey(COHORT_COLUMN[quadrant]), quadrant] as const),
  ...Object.entries(SYNONYMS),
]);

/** The label that a column or a cell names. */
export function labelNamed(name: string): LabelName | undefined {
  return LABELS.get(columnKey(name));
}

const IDENTITY = {
  cohort: ['cohort', 'dataset'],
  subject: ['subject', 'subjectid', 'patientid', 'participantid', 'patient'],
  visit: ['visit', 'timepoint', 'visite', 'bezoek', 'besuch'],
  side: ['side', 'hipside', 'seite', 'zijde', 'hip', 'laterality'],
} as const;

/** The column with one of the names. Those listed first win. */
export function identityColumn(columns: readonly string[], meaning: keyof typeof IDENTITY): string | undefined {
  for (const name of IDENTITY[meaning]) {
    const found = columns.find((column) => columnKey(column) === name);
    if (found !== undefined) return found;
  }
  return undefined;
}
