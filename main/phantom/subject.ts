// One simulated person: shape of pelvis and hips, disease over the visits, and how each radiograph was taken.

import { z } from 'zod';
import { seededRandom } from '../domain/random.ts';
import type { Side } from '../domain/hip.ts';
import { drawAcquisition } from './acquisition.ts';
import type { Acquisition } from './acquisition.ts';
import { drawCoupledPathology } from './coupled-pathology.ts';
import { drawPathology, EnrichmentSchema, type HipPathology } from './pathology.ts';
import { drawShape } from './anatomy/shape.ts';
import type { SubjectShape } from './anatomy/shape.ts';
import { FIRST_VERSION, PhantomVersionSchema, type PhantomVersion } from '../domain/training/phantom-version.ts';

export interface PhantomVisit {
  /** V00, V01, ... two years apart. */
  readonly name: string;
  readonly years: number;
  readonly acquisition: Acquisition;
  readonly right: HipPathology;
  readonly left: HipPathology;
  readonly implants: Readonly<Record<Side, boolean>>;
  /** The seed for the soft tissue that differs between visits. */
  readonly visceraSeed: string;
}

export interface PhantomSubject {
  /** The PatientID: PHANTOM-00001 and so on. */
  readonly id: string;
  readonly index: number;
  readonly version: PhantomVersion;
  readonly sex: 'F' | 'M';
  /** Age at the first visit. */
  readonly age: number;
  readonly shape: SubjectShape;
  readonly visits: readonly PhantomVisit[];
  readonly seed: string;
}

export const SubjectOptionsSchema = z.object({
  seed: z.number(),
  index: z.number(),
  visits: z.number(),
  enrichment: EnrichmentSchema,
  /** Share of subjects with a hip replacement, by default 0.04. */
  implantShare: z.number().optional(),
  /** By default the first version. */
  version: PhantomVersionSchema.optional(),
});

export type SubjectOptions = Readonly<z.infer<typeof SubjectOptionsSchema>>;

/** Draws a subject. The same seed and index draw the same person for any number of visits. */
export function phantomSubject(options: SubjectOptions): PhantomSubject {
  const version = options.version ?? FIRST_VERSION;
  const seed = `phantom ${options.seed} subject ${options.index}`;
  const random = seededRandom(seed);
  const female = random.next() < 0.58;
  const age = Math.round(Math.max(45, Math.min(79, 61 + 8.5 * random.normal())));
  const shape = drawShape(random.fork('shape'), { female, age, version });
  const disease = random.fork('disease');
  const shared = Array.from({ length: 7 }, () => disease.normal());
  const drawHip = (side: Side): HipPathology[] =>
    version === 1
      ? drawPathology(disease.fork(side), shared, options.visits, options.enrichment)
      : drawCoupledPathology(disease.fork(side), { shared, female, age }, options.visits, options.enrichment);
  const right = drawHip('right');
  const left = drawHip('left');
  const replaced = disease.next() < (options.implantShare ?? 0.04);
  const replacedSide: Side = disease.next() < 0.5 ? 'right' : 'left';
  const replacedFrom = disease.next() < 0.6 ? 0 : 1;
  const bothReplaced = disease.next() < 0.15;
  const visits = Array.from({ length: options.visits }, (_, v): PhantomVisit => {
    const implant = (side: Side): boolean => replaced && v >= replacedFrom && (side === replacedSide || bothReplaced);
    return {
      name: `V${String(v).padStart(2, '0')}`,
      years: 2 * v,
      acquisition: drawAcquisition(random.fork(`visit ${v}`), version),
      right: right[v],
      left: left[v],
      implants: { right: implant('right'), left: implant('left') },
      visceraSeed: `${seed} visit ${v}`,
    };
  });
  return {
    id: `PHANTOM-${String(options.index + 1).padStart(5, '0')}`,
    index: options.index,
    version,
    sex: female ? 'F' : 'M',
    age,
    shape,
    visits,
    seed,
  };
}
