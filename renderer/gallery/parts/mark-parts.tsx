// Grades, labels and model answers as small tiles.

import { perFinding } from '../../../main/domain/finding.ts';
import { GRADES } from '../../../main/domain/grade.ts';
import type { KnownLabel } from '../../../main/domain/hip-label.ts';
import { perQuadrant } from '../../../main/domain/quadrant.ts';
import { GradeMark, ReadingMark } from '../../ui/grade-mark.tsx';
import { TableMark } from '../../ui/label-mark.tsx';
import { FindingMark, ModelMarks, PresenceMark } from '../../ui/model-marks.tsx';
import { modelGrades } from '../examples.ts';
import { Section, State } from '../section.tsx';

const NAME = 'Femur superior';

const LABELS: readonly KnownLabel[] = [
  ...GRADES.map((grade) => ({ kind: 'graded', grade }) as const),
  { kind: 'missing' },
  { kind: 'not-gradable', reason: 'technical' },
  { kind: 'not-gradable', reason: 'implant' },
  { kind: 'binary', present: true },
  { kind: 'binary', present: false },
];

export function MarkParts() {
  return (
    <>
      <Section module="ui/grade-mark">
        <State name="model">
          {[...GRADES, null].map((grade) => (
            <GradeMark key={grade} grade={grade} name={NAME} />
          ))}
        </State>
        <State name="small">
          {[...GRADES, null].map((grade) => (
            <GradeMark key={grade} grade={grade} name={NAME} small />
          ))}
        </State>
        <State name="large">
          {[...GRADES, null].map((grade) => (
            <GradeMark key={grade} grade={grade} name={NAME} large />
          ))}
        </State>
        <State name="reader">
          {LABELS.flatMap((label) =>
            label.kind === 'binary' ? [] : [<ReadingMark key={JSON.stringify(label)} label={label} name={NAME} />],
          )}
        </State>
      </Section>
      <Section module="ui/label-mark">
        <State name="imported table">
          {LABELS.map((label) => (
            <TableMark key={JSON.stringify(label)} label={label} name={NAME} />
          ))}
        </State>
      </Section>
      <Section module="ui/model-marks">
        <State name="grades">
          <ModelMarks row={{ model: modelGrades, presence: null, findings: null }} />
        </State>
        <State name="presence">
          <ModelMarks row={{ model: null, presence: perQuadrant((quadrant) => modelGrades[quadrant] > 1), findings: null }} />
        </State>
        <State name="findings">
          <ModelMarks row={{ model: null, presence: null, findings: perFinding(() => 1) }} />
        </State>
        <State name="single marks">
          <PresenceMark present name={NAME} />
          <PresenceMark present={false} name={NAME} />
          <FindingMark finding="joint-space-narrowing" grade={3} />
          <FindingMark finding="cysts" grade={1} />
        </State>
      </Section>
    </>
  );
}
