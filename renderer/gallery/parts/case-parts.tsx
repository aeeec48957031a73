// The parts of the case screen: quadrant cells, findings, heatmap controls, timeline.

import { useState } from 'react';
import { perQuadrant } from '../../../main/domain/quadrant.ts';
import type { QuadrantLabel } from '../../../main/domain/grade.ts';
import { HEATMAPS, type HeatmapAnswer } from '../../../main/domain/grading.ts';
import { AttentionNote } from '../../case/attention-note.tsx';
import type { Evidence } from '../../case/evidence-state.ts';
import { FindingList } from '../../case/finding-list.tsx';
import { HeatControls } from '../../case/heat-controls.tsx';
import { ReadingSettingsSchema } from '../../../main/domain/study/changes.ts';
import { HipHistory } from '../../case/hip-history.tsx';
import { QuadrantCell } from '../../case/quadrant-cell.tsx';
import { QuadrantCross } from '../../case/quadrant-cross.tsx';
import { Timeline } from '../../case/timeline/timeline.tsx';
import { findings, gradedHip, hipVersions, noReading, presenceHip, quadrantGrading, timelineRows } from '../examples.ts';
import style from '../gallery.module.css';
import { Section, State } from '../section.tsx';

const nothing = (): void => undefined;

const evidence: Evidence = {
  armed: null,
  pinned: new Set<HeatmapAnswer>(['acetabulum-superior', 'femoral-osteophytes']),
  shown: [],
  look: nothing,
  arm: nothing,
  togglePin: nothing,
};

const frame = { originX: 0, originY: 0, step: 1, size: 224, mirrored: false, spacingMm: 0.4 };

const CELLS = [
  { name: 'not graded, not read', grading: null, label: { kind: 'missing' } },
  { name: 'grade 0, read as 0', grading: quadrantGrading(0), label: { kind: 'graded', grade: 0 } },
  { name: 'grade 1, not read', grading: quadrantGrading(1), label: { kind: 'missing' } },
  { name: 'grade 2, read as 1', grading: quadrantGrading(2), label: { kind: 'graded', grade: 1 } },
  { name: 'grade 3, little attention', grading: quadrantGrading(3, 0.12), label: { kind: 'graded', grade: 3 } },
  { name: 'not gradable', grading: quadrantGrading(1), label: { kind: 'not-gradable', reason: 'implant' } },
] as const;

export function CaseParts() {
  const [heat, setHeat] = useState(ReadingSettingsSchema.parse({}).heat);
  return (
    <>
      <Section module="case/quadrant-cell">
        {CELLS.map(({ name, grading, label }) => (
          <State key={name} name={name}>
            <Cell grading={grading} label={label} />
          </State>
        ))}
        <State name="waiting for a grade">
          <Cell grading={quadrantGrading(2)} label={{ kind: 'missing' }} armed />
        </State>
        <State name="pinned">
          <Cell grading={quadrantGrading(2)} label={{ kind: 'missing' }} pinned />
        </State>
        <State name="not saved">
          <Cell grading={quadrantGrading(2)} label={{ kind: 'graded', grade: 2 }} notSaved />
        </State>
        <State name="reading only">
          <Cell grading={null} label={{ kind: 'graded', grade: 2 }} readingOnly />
        </State>
      </Section>
      <Section module="case/quadrant-cross">
        <State name="right hip, graded">
          <Cross grading={gradedHip} />
        </State>
        <State name="left hip, presence only">
          <Cross grading={presenceHip} mirrored />
        </State>
        <State name="read-only study">
          <Cross grading={gradedHip} readOnly="This study was made by a newer version of Osteograde, so it can only be read." />
        </State>
        <State name="not graded, saving failed">
          <Cross grading={null} failure="The disk is full. Free some space, then try again." />
        </State>
      </Section>
      <Section module="case/finding-list">
        <State name="five findings">
          <div className={style.panel}>
            <FindingList grading={{ kind: 'findings', findings, milliseconds: 180 }} evidence={evidence} />
          </div>
        </State>
      </Section>
      <Section module="case/attention-note">
        <State name="enough">
          <AttentionNote share={0.84} low={false} positive help="Attention audit" />
        </State>
        <State name="beside the true outline">
          <AttentionNote share={0.84} low={false} positive inOutline={0.61} help="Attention audit" />
        </State>
        <State name="low">
          <AttentionNote share={0.12} low positive help="Attention audit" />
        </State>
        <State name="zone outside the crop, nothing found">
          <AttentionNote share={0} low={false} positive={false} outside={0.38} help="Attention audit" />
        </State>
      </Section>
      <Section module="case/heat-controls">
        <State name="model of grades">
          <div className={style.panel}>
            <HeatControls
              kind="grades"
              scores={HEATMAPS.grades.scores}
              heat={heat}
              failedTrials={['failed: repeatability (0.61, at least 0.8 wanted)']}
              onHeat={setHeat}
            />
          </div>
        </State>
        <State name="model without an answer for the whole hip">
          <div className={style.panel}>
            <HeatControls
              kind="grades"
              scores={HEATMAPS.grades.scores.slice(0, -1)}
              heat={{ ...heat, score: 'global' }}
              failedTrials={[]}
              onHeat={setHeat}
            />
          </div>
        </State>
        <State name="model of presence">
          <div className={style.panel}>
            <HeatControls kind="presence" scores={HEATMAPS.presence.scores} heat={heat} failedTrials={[]} onHeat={setHeat} />
          </div>
        </State>
      </Section>
      <Section module="case/hip-history">
        <State name="a changed reading">
          <div className={style.panel}>
            <HipHistory versions={hipVersions} writable onReason={nothing} />
          </div>
        </State>
        <State name="nothing yet">
          <div className={style.panel}>
            <HipHistory versions={[]} writable onReason={nothing} />
          </div>
        </State>
      </Section>
      <Section module="case/timeline">
        <State name="three visits" wide>
          <Timeline current="a" rows={timelineRows} onHip={nothing} />
        </State>
        <State name="one visit" wide>
          <Timeline current="a" rows={timelineRows.slice(0, 2)} onHip={nothing} />
        </State>
      </Section>
    </>
  );
}

interface CellProps {
  readonly grading: ReturnType<typeof quadrantGrading> | null;
  readonly label: QuadrantLabel;
  readonly armed?: boolean;
  readonly pinned?: boolean;
  readonly notSaved?: boolean;
  readonly readingOnly?: boolean;
}

function Cell({ grading, label, armed = false, pinned = false, notSaved = false, readingOnly = false }: CellProps) {
  const [reading, setReading] = useState(label);
  return (
    <div className={style.cell}>
      <QuadrantCell
        quadrant="femur-superior"
        number={1}
        grading={grading}
        readingOnly={readingOnly}
        imported={{ kind: 'graded', grade: 1 }}
        outside={0}
        label={reading}
        notSaved={notSaved}
        disabled={false}
        armed={armed}
        pinned={pinned}
        onLook={nothing}
        onPin={nothing}
        onSave={setReading}
        onRetry={nothing}
      />
    </div>
  );
}

interface CrossProps {
  readonly grading: typeof gradedHip | null;
  readonly mirrored?: boolean;
  readonly failure?: string | null;
  readonly readOnly?: string | null;
}

function Cross({ grading, mirrored = false, failure = null, readOnly = null }: CrossProps) {
  return (
    <div className={style.panel}>
      <QuadrantCross
        frame={{ ...frame, mirrored }}
        grading={grading}
        imported={noReading}
        outside={perQuadrant((quadrant) => (quadrant === 'acetabulum-inferior' ? 0.31 : 0))}
        reading={{
          labels: { ...noReading, 'femur-superior': { kind: 'graded', grade: 2 } },
          failed: failure === null ? [] : ['femur-superior'],
          failure,
          save: nothing,
          retry: nothing,
          discard: nothing,
        }}
        readOnly={readOnly}
        evidence={evidence}
      />
    </div>
  );
}
