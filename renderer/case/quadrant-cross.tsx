// The quadrant cross: four cells arranged like the anatomy of this hip on the picture.

import type { HipGrading } from '../../main/domain/grading.ts';
import type { CropFrame } from '../../main/domain/geometry.ts';
import type { KnownLabel } from '../../main/domain/hip-label.ts';
import { QUADRANTS, type PerQuadrant } from '../../main/domain/quadrant.ts';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/message.tsx';
import { crossOrder, lateralIsLeft } from '../viewer/orientation.ts';
import type { Evidence } from './evidence-state.ts';
import type { HipReading } from './hip-reading.ts';
import { QuadrantCell } from './quadrant-cell.tsx';
import style from './quadrant-cross.module.css';

interface QuadrantCrossProps {
  readonly frame: CropFrame;
  readonly grading: HipGrading | null;
  readonly reading: HipReading;
  /** What the imported tables say. */
  readonly imported: PerQuadrant<KnownLabel>;
  /** The share of each zone that lies outside the crop, which the model never saw. */
  readonly outside: PerQuadrant<number>;
  /** The share of the evidence inside each true outline that is known. */
  readonly inOutline?: Partial<PerQuadrant<number>>;
  /** Why nothing can be read here. Null if it can. */
  readonly readOnly: string | null;
  readonly evidence: Evidence;
}

export function QuadrantCross({
  frame,
  grading,
  reading,
  imported,
  outside,
  inOutline = {},
  readOnly,
  evidence,
}: QuadrantCrossProps) {
  const { cross } = text;
  const columns = lateralIsLeft(frame) ? [cross.lateral, cross.medial] : [cross.medial, cross.lateral];
  return (
    <section aria-label={cross.title}>
      <div className={style.cross}>
        <span />
        <span className={style.column}>{columns[0]}</span>
        <span className={style.column}>{columns[1]}</span>
        {crossOrder(frame).flatMap((quadrant, place) => [
          ...(place === 0 ? [<Row key="acetabulum" name={cross.acetabulum} />] : []),
          ...(place === 2 ? [<Row key="femur" name={cross.femur} />] : []),
          <QuadrantCell
            key={quadrant}
            quadrant={quadrant}
            number={QUADRANTS.indexOf(quadrant) + 1}
            grading={grading === null || grading.kind === 'findings' ? null : grading.quadrants[quadrant]}
            readingOnly={grading?.kind === 'findings'}
            imported={imported[quadrant]}
            outside={outside[quadrant]}
            inOutline={inOutline[quadrant]}
            label={reading.labels[quadrant]}
            notSaved={reading.failed.includes(quadrant)}
            disabled={readOnly !== null}
            armed={evidence.armed === quadrant}
            pinned={evidence.pinned.has(quadrant)}
            onLook={(looking) => evidence.look(looking ? quadrant : null)}
            onPin={() => evidence.togglePin(quadrant)}
            onSave={(label) => reading.save(quadrant, label)}
            onRetry={reading.retry}
          />,
        ])}
      </div>
      <p className={style.hint} role="status">
        {readOnly ?? (evidence.armed === null ? cross.hint : `${text.quadrant[evidence.armed]}: ${cross.armed}`)}
      </p>
      {reading.failure !== null && (
        <FailureNote
          message={cross.saveFailed(
            reading.failed.map((quadrant) => text.quadrant[quadrant]),
            reading.failure,
          )}
          action={
            <>
              <Button keyHint="Ctrl S" onClick={reading.retry}>
                {text.common.retry}
              </Button>
              <Button tone="quiet" title={cross.discardHelp} onClick={reading.discard}>
                {cross.discard}
              </Button>
            </>
          }
        />
      )}
    </section>
  );
}

function Row({ name }: { readonly name: string }) {
  return <span className={style.row}>{name}</span>;
}
