// Writes one prepared radiograph into a study: its objects, then its rows in one transaction. The same content is stored once.

import { resolve } from 'node:path';
import { foundPointsOf } from '../database/found-points.ts';
import { hipsOfRadiograph, putHip } from '../database/hips.ts';
import { insertRadiograph, radiographById } from '../database/radiographs.ts';
import { setJointOrigin, visitsTaken } from '../database/subjects.ts';
import { failed, success, type Failure, type Result } from '../domain/failure.ts';
import { hipId, SIDES, type Hip, type Side } from '../domain/hip.ts';
import type { Joint } from '../domain/joint.ts';
import type { Mention } from '../domain/person/mention.ts';
import { doubtsOfFilm, doubtsOfHip, type NewObject, type PreparedFilm, type WrittenObject } from './film-task.ts';
import { cohortIn, daysFromFirst, visitIn } from './identity/study-names.ts';
import { NAMING_ATTRIBUTES } from './cohort-file/naming-attributes.ts';
import type { StudyPeople } from './identity/study-people.ts';
import { withoutNames } from './identity/nameless-failure.ts';
import type { Study } from './study-folder.ts';
import { importText } from './text/import.ts';

export interface FilmOrigin {
  /** The file's path, for the key table. */
  readonly location: string;
  /** The files that a problem may name: the film and its points. */
  readonly files: readonly string[];
  readonly importId: string;
  readonly importedAt: string;
  /** The cohort and joint, if the picture's folder or file says them. */
  readonly joint: { readonly cohort: string; readonly joint: Joint } | null;
  /** How the file names the person. */
  readonly mention: Mention;
}

export interface ImportedRadiograph {
  /** False if the study already has the same file. */
  readonly added: boolean;
  /** Why hips of this radiograph have no crop, and why somebody must check it. */
  readonly problems: readonly Failure[];
}

/** Whether points from a file would give a known radiograph crops that it lacks, or replace points found by a network. */
export function gainsHips(study: Study, radiographId: string, points: number): boolean {
  return points > 0 && sidesWithoutFilePoints(study, radiographId).size > 0;
}

/** The sides without a crop, or with points found by a network: points from a file replace those. */
function sidesWithoutFilePoints({ database }: Study, radiographId: string): ReadonlySet<Side> {
  const hips = hipsOfRadiograph(database, radiographId);
  const has = (side: Side): boolean =>
    hips.some((hip) => hip.side === side && hip.prepared !== null && foundPointsOf(database, hip.hipId) === null);
  return new Set(SIDES.filter((side) => !has(side)));
}

/**
 * Stores a film. If the study already has it, stores only the hips without a crop from points of a file. Fails with `person-unclear` if the
 * number may be another person's.
 */
export async function importRadiograph(
  { study, people }: { readonly study: Study; readonly people: StudyPeople },
  film: PreparedFilm,
  origin: FilmOrigin,
): Promise<Result<ImportedRadiograph>> {
  const { radiographId } = film;
  const existing = radiographById(study.database, radiographId);
  if (existing !== null && existing.turn !== (film.radiograph.turn ?? 'none')) {
    return success({ added: false, problems: [failed('side-contradicted', importText.film.turnedOtherwise).failure] });
  }
  const missing = sidesWithoutFilePoints(study, radiographId);
  const hips = existing === null ? film.hips : film.hips.filter((hip) => missing.has(hip.side));
  const { identityRemoved = false } = film.radiograph;
  const subject = existing === null ? people.ofFilm({ mention: origin.mention, identityRemoved }) : success(existing.subject);
  if (!subject.ok) return subject;
  const added = new AddedObjects(study);
  try {
    await added.putAll([
      ...(existing === null ? [film.pixels.object, film.pixels.preview].filter((object) => object !== undefined) : []),
      ...hips.flatMap((hip) => ('objects' in hip ? hip.objects : [])),
    ]);
    study.database.transaction(() => {
      const names = existing ?? insertFilm(study, { ...film, subject: subject.value }, origin);
      for (const hip of hips) {
        const joint = { subject: names.subject, visit: names.visit, side: hip.side };
        const outcome =
          'prepared' in hip
            ? { prepared: hip.prepared, problem: null, quality: hip.quality, warnings: hip.warnings }
            : { prepared: null, problem: withoutNames(hip.problem, origin.files), quality: null, warnings: [] };
        keepNamingAttributes(study, film, joint);
        putHip(study.database, { hipId: hipId(joint), ...joint, radiographId, ...outcome });
      }
      if (origin.joint !== null) {
        const { cohort, joint } = origin.joint;
        setJointOrigin(study.database, radiographId, { cohort: cohortIn(study, cohort), joint });
      }
    })();
  } catch (error) {
    await added.removeAll();
    throw error;
  }
  const problems = hips.flatMap((hip) => ('problem' in hip ? [hip.problem] : doubtsOfHip(hip.side, hip.warnings)));
  const suspected = [film.textSuspected, film.segmentationLost].filter((failure) => failure !== undefined);
  const doubts = doubtsOfFilm(film.radiograph.warnings ?? []);
  return success({ added: existing === null, problems: [...suspected, ...doubts, ...problems] });
}

function keepNamingAttributes({ identities }: Study, { namingAttributes }: PreparedFilm, joint: Hip): void {
  if (namingAttributes === undefined) return;
  identities.putLabelColumn({ ...joint, name: NAMING_ATTRIBUTES, value: JSON.stringify(namingAttributes) });
}

/** The objects that this film added, removed again if its rows cannot be written. */
class AddedObjects {
  readonly #study: Study;
  readonly #created: string[] = [];

  constructor(study: Study) {
    this.#study = study;
  }

  /** Waits for the disk once instead of object by object. Throws the first error when all are written or refused. */
  async putAll(objects: readonly (NewObject | WrittenObject)[]): Promise<void> {
    const store = this.#study.objects;
    const put = async (object: NewObject | WrittenObject): ReturnType<typeof store.put> =>
      'draft' in object ? store.take(object.draft, object.sha256) : store.put(object.bytes, object.sha256);
    const puts = await Promise.allSettled(objects.map(put));
    for (const put of puts) if (put.status === 'fulfilled' && put.value.created) this.#created.push(put.value.sha256);
    for (const put of puts) if (put.status === 'rejected') throw put.reason;
  }

  async removeAll(): Promise<void> {
    for (const sha256 of this.#created) await this.#study.objects.remove(sha256);
  }
}

function insertFilm(study: Study, film: PreparedFilm, origin: FilmOrigin): { subject: string; visit: string } {
  const { radiographId, radiograph, pixels } = film;
  const {
    width,
    height,
    spacingMm,
    spacingSource,
    patientPlane,
    window,
    monochrome1 = false,
    turn = 'none',
    laterality = null,
    warnings = [],
    details,
    date = '',
  } = radiograph;
  const names = namesInStudy(study, { ...film, visit: visitIn(study, film.subject, film.visit) });
  const record = {
    radiographId,
    ...names,
    width,
    height,
    spacingMm,
    spacingSource,
    ...(patientPlane === undefined ? {} : { patientPlane }),
    window,
    monochrome1,
    turn,
    laterality,
    warnings,
    pixels: { object: pixels.object.sha256, preview: pixels.preview?.sha256, low: pixels.low, slope: pixels.slope },
    importedAt: origin.importedAt,
    ...(details === undefined ? {} : { details: { ...details, day: daysFromFirst(study.identities, names.subject, date) } }),
  };
  insertRadiograph(study.database, record, origin.importId);
  study.identities.put({ radiographId, patientId: origin.mention.number, sourcePath: resolve(origin.location) });
  return names;
}

/** The subject and visit as written. A subject without a name is named after the file's digest; a second image of a visit is numbered. */
function namesInStudy(
  study: Study,
  { subject: named, visit: at, radiographId, hips }: PreparedFilm,
): { subject: string; visit: string } {
  const plain = (text: string): string => text.replaceAll('|', '/').trim();
  const subject = plain(named) || `unnamed-${radiographId.slice(0, 8)}`;
  const written = plain(at);
  const taken = new Set(
    visitsTaken(
      study.database,
      subject,
      hips.map((hip) => hip.side),
    ),
  );
  let visit = written;
  for (let copy = 2; taken.has(visit); copy++) visit = `${written} (${copy})`.trim();
  return { subject, visit };
}
