// A small sound study, in which each test plants one violation.

import { putHip } from '../../../../main/database/hips.ts';
import { chooseSplit, putSplit } from '../../../../main/database/splits.ts';
import { insertRadiograph } from '../../../../main/database/radiographs.ts';
import { openStudyDatabase, type StudyDatabase } from '../../../../main/database/study-database.ts';
import { SIDES } from '../../../../main/domain/hip.ts';
import { QUADRANTS } from '../../../../main/domain/quadrant.ts';
import { preparedHip, radiograph } from '../../database/fixtures.ts';

const SUBJECTS = ['S1', 'S2', 'S3', 'S4', 'S5', 'S6'] as const;

/** Six subjects, two in each part. Both hips have a picture and labels, and each part has an osteophyte. */
export function faultlessStudy(): StudyDatabase {
  const database = openStudyDatabase(':memory:');
  database.prepare("INSERT INTO imports VALUES ('i', 'now', 'labels', '{}')").run();
  for (const [s, subject] of SUBJECTS.entries()) {
    const film = `film-${subject}`;
    insertRadiograph(database, {
      ...radiograph(film, subject, 'V00'),
      pixels: { object: `pixels-${subject}`, low: 0, slope: 1 },
    });
    for (const side of SIDES) {
      const hip = preparedHip(film, subject, 'V00', side);
      const { prepared } = hip;
      if (prepared === null) throw new Error('The fixture has a crop.');
      const frame = { ...prepared.frame, originX: side === 'right' ? 200 : 1800 };
      putHip(database, { ...hip, prepared: { ...prepared, frame, cropObject: `crop-${subject}-${side}` } });
      for (const quadrant of QUADRANTS) label(database, { subject, side, name: quadrant, value: s % 2 });
    }
  }
  putSplit(database, 'first', new Map(SUBJECTS.map((subject, s) => [subject, (['train', 'val', 'test'] as const)[s >> 1]])));
  chooseSplit(database, 'first');
  return database;
}

export interface PlantedLabel {
  readonly subject: string;
  readonly visit?: string;
  readonly side: string;
  readonly name: string;
  readonly value: number;
  readonly kind?: 'graded' | 'binary';
}

export function label(
  database: StudyDatabase,
  { subject, visit = 'V00', side, name, value, kind = 'graded' }: PlantedLabel,
): void {
  database
    .prepare("INSERT OR REPLACE INTO labels VALUES (?, ?, ?, ?, ?, ?, NULL, 'i')")
    .run(subject, visit, side, name, kind, value);
}
