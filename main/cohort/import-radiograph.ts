// One prepared radiograph into a study: its objects, and one transaction of rows. The same content twice is kept once.

import { resolve } from 'node:path';
import { foundPointsOf } from '../database/found-points.ts';
import { hipsOfRadiograph, putHip } from '../database/hips.ts';
import { insertRadiograph, radiographById } from '../database/radiographs.ts';
import { setJointOrigin, visitsTaken } from '../database/subjects.ts';
import type { Failure } from '../domain/failure.ts';
import { hipId, type Side } from '../domain/hip.ts';
import type { Joint } from '../domain/joint.ts';
import type { NewObject, PreparedFilm } from './prepare-film.ts';
import { pseudonymised } from './pseudonyms.ts';
import type { Study } from './study-folder.ts';

export interface FilmOrigin {
  /** Where the file lies, for the key table. */
  readonly place: string;
  readonly importId: string;
  readonly importedAt: string;
  /** Said of pictures whose folder or file says it. */
  readonly joint: { readonly cohort: string; readonly joint: Joint } | null;
}

export interface ImportedRadiograph {
  /** False when the study held the same file already. */
  readonly added: boolean;
  /** Why hips of this radiograph have no crop, and why somebody must look at it. */
  readonly problems: readonly Failure[];
}

/** True when a known radiograph has hips without a crop or with points that were only found, and points from a file have come. */
export function gainsHips(study: Study, radiographId: string, points: number): boolean {
  return points > 0 && sidesInWant(study, radiographId).size > 0;
}

/** Points from a file win over points that a network found. */
function sidesInWant({ database }: Study, radiographId: string): ReadonlySet<Side> {
  const wanting = hipsOfRadiograph(database, radiographId).filter(
    (hip) => hip.prepared === null || foundPointsOf(database, hip.hipId) !== null,
  );
  return new Set(wanting.map(({ side }) => side));
}

/** Keeps a film; of one that is there already only hips that had no crop, or none from points of a file. */
export async function importRadiograph(study: Study, film: PreparedFilm, origin: FilmOrigin): Promise<ImportedRadiograph> {
  const { radiographId } = film;
  const known = radiographById(study.database, radiographId);
  const wanting = sidesInWant(study, radiographId);
  const hips = known === null ? film.hips : film.hips.filter((hip) => wanting.has(hip.side));
  const kept = new KeptObjects(study);
  try {
    if (known === null) await kept.put(film.pixels.object);
    for (const hip of hips) for (const object of 'objects' in hip ? hip.objects : []) await kept.put(object);
    study.database.transaction(() => {
      const place = known ?? insertFilm(study, film, origin);
      for (const hip of hips) {
        const joint = { subject: place.subject, visit: place.visit, side: hip.side };
        const outcome = 'prepared' in hip ? { prepared: hip.prepared, problem: null } : { prepared: null, problem: hip.problem };
        putHip(study.database, { hipId: hipId(joint), ...joint, radiographId, ...outcome });
      }
      if (origin.joint !== null) setJointOrigin(study.database, radiographId, origin.joint);
    })();
  } catch (error) {
    await kept.removeAll();
    throw error;
  }
  const problems = hips.flatMap((hip) => ('problem' in hip ? [hip.problem] : []));
  return { added: known === null, problems: [...(film.textSuspected === undefined ? [] : [film.textSuspected]), ...problems] };
}

/** The objects that this film brought, to be taken back when its rows cannot be written. */
class KeptObjects {
  readonly #study: Study;
  readonly #created: string[] = [];

  constructor(study: Study) {
    this.#study = study;
  }

  async put({ bytes, sha256 }: NewObject): Promise<void> {
    const stored = await this.#study.objects.put(bytes, sha256);
    if (stored.created) this.#created.push(sha256);
  }

  async removeAll(): Promise<void> {
    for (const sha256 of this.#created) await this.#study.objects.remove(sha256);
  }
}

function insertFilm(study: Study, film: PreparedFilm, origin: FilmOrigin): { subject: string; visit: string } {
  const { radiographId, radiograph, pixels } = film;
  const { width, height, spacingMm, spacingSource, window, monochrome1 = false } = radiograph;
  const place = namedPlace(study, {
    ...film,
    ...pseudonymised(study, { ...film, identityRemoved: radiograph.identityRemoved ?? true }),
  });
  const record = {
    radiographId,
    ...place,
    width,
    height,
    spacingMm,
    spacingSource,
    window,
    monochrome1,
    pixels: { object: pixels.object.sha256, low: pixels.low, slope: pixels.slope },
    importedAt: origin.importedAt,
  };
  insertRadiograph(study.database, record, origin.importId);
  study.identities.put({ radiographId, patientId: film.subject, sourcePath: resolve(origin.place) });
  return place;
}

/** The subject and visit as written; a nameless subject is named after the file's content, a second image of a visit is numbered. */
function namedPlace(
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
