// The quadrant cross: four cells arranged like the anatomy of this hip on the picture.

import type { HipGrading } from '../../main/domain/grading.ts';
import type { CropFrame } from '../../main/domain/geometry.ts';
import type { QuadrantLabel } from '../../main/domain/grade.ts';
import { QUADRANTS, type PerQuadrant, type Quadrant } from '../../main/domain/quadrant.ts';
import { text } from '../text/english.ts';
import { FailureNote } from '../ui/message.tsx';
import { crossOrder, lateralIsLeft } from '../viewer/orientation.ts';
import type { Evidence } from './evidence-state.ts';
import { QuadrantCell } from './quadrant-cell.tsx';
import style from './quadrant-cross.module.css';

interface QuadrantCrossProps {
  readonly frame: CropFrame;
  readonly grading: HipGrading | null;
  readonly reading: PerQuadrant<QuadrantLabel>;
  readonly evidence: Evidence;
  readonly onSave: (quadrant: Quadrant, label: QuadrantLabel) => void;
  readonly failure: string | null;
}

export function QuadrantCross({ frame, grading, reading, evidence, onSave, failure }: QuadrantCrossProps) {
  const { cross } = text;
  const columns = lateralIsLeft(frame) ? [cross.lateral, cross.medial] : [cross.medial, cross.lateral];
  return (
    <section aria-label={cross.title}>
      <div className={style.cross}>
        <span />
        <span className={style.column}>{columns[0]}</span>
        <span className={style.column}>{columns[1]}</span>
        {crossOrder(frame).flatMap((quadrant, place) => [
          ...(place === 0 ? [<Row key="superior" name={cross.superior} />] : []),
          ...(place === 2 ? [<Row key="inferior" name={cross.inferior} />] : []),
          <QuadrantCell
            key={quadrant}
            quadrant={quadrant}
            number={QUADRANTS.indexOf(quadrant) + 1}
            grading={grading === null || grading.kind === 'findings' ? null : grading.quadrants[quadrant]}
            readingOnly={grading?.kind === 'findings'}
            label={reading[quadrant]}
            armed={evidence.armed === quadrant}
            pinned={evidence.pinned.has(quadrant)}
            onLook={(looking) => evidence.look(looking ? quadrant : null)}
            onPin={() => evidence.togglePin(quadrant)}
            onSave={(label) => onSave(quadrant, label)}
          />,
        ])}
      </div>
      <p className={style.hint} role="status">
        {evidence.armed === null ? cross.hint : `${text.quadrant[evidence.armed]}: ${cross.armed}`}
      </p>
      {failure !== null && <FailureNote message={failure} />}
    </section>
  );
}

function Row({ name }: { readonly name: string }) {
  return <span className={style.row}>{name}</span>;
}
