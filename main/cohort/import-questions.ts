// What only the user can say about an import: each question with its pictures, which a reader process draws.

import { basename } from 'node:path';
import type { ImportAnswers } from './import-answers.ts';
import type { OpenQuestion, PlannedImport } from './planned-import.ts';
import type { Reader } from './reading/open-reader.ts';
import { MirroredPicturesSchema, NumberingPictureSchema } from './reading/show-questions.ts';

type Understood = Pick<PlannedImport, 'films' | 'tables' | 'unbound' | 'cohorts'>;

/** The questions that the files leave open, with the user's answers so far. */
export async function questionsOf(
  understood: Understood,
  answers: ImportAnswers,
  reader: Reader,
): Promise<readonly OpenQuestion[]> {
  const { films, tables, unbound } = understood;
  const pictured = [await mirroredQuestion(understood, answers, reader), await numberingQuestion(understood, answers, reader)];
  const questions: OpenQuestion[] = pictured.filter((question) => question !== null);
  const unsized = films.filter(({ ground }) => ground === 'spacing-unknown');
  if (unsized.length > 0) {
    const estimable = unsized.filter((film) => film.points.length > 0).length;
    questions.push({ kind: 'spacing', files: unsized.length, estimable, answer: answers.spacingMm });
  }
  for (const { name, ...table } of unbound) questions.push({ kind: 'label-mapping', file: name, ...table });
  for (const { name, others } of tables) {
    if (others.columns.length > 0) questions.push({ kind: 'other-columns', file: name, ...others });
  }
  return questions;
}

/** Shows both hips of one subject at one visit. */
async function mirroredQuestion({ cohorts }: Understood, answers: ImportAnswers, reader: Reader): Promise<OpenQuestion | null> {
  for (const { file, summary } of cohorts) {
    const right = summary.hips.find((hip, index) => {
      const next = summary.hips[index + 1];
      return hip.side === 'right' && next?.subject === hip.subject && next.visit === hip.visit;
    });
    if (right === undefined) continue;
    const pictures = await reader.ask({ kind: 'show-mirrored', file, right }, MirroredPicturesSchema.nullable());
    if (!pictures.ok || pictures.value === null) continue; // the import reports the crop
    return { kind: 'mirrored', file: basename(file.location), pictures: pictures.value, answer: answers.mirrored };
  }
  return null;
}

async function numberingQuestion({ films }: Understood, answers: ImportAnswers, reader: Reader): Promise<OpenQuestion | null> {
  const doubtful = films.filter(({ ambiguous }) => ambiguous);
  const [film] = doubtful;
  const [points] = film?.points ?? [];
  if (film === undefined || points === undefined) return null;
  const shown = await reader.ask({ kind: 'show-numbering', file: film.file, points }, NumberingPictureSchema.nullable());
  if (!shown.ok || shown.value === null) return null; // the import reports the film
  const file = basename(film.file.location);
  return { kind: 'numbering', file, films: doubtful.length, ...shown.value, answer: answers.numbering };
}
