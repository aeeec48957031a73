import { assert, constantFrom, oneof, property, string } from 'fast-check';
import { expect, it } from 'vitest';
import { readLabelFile, readLabels } from '../../../main/cohort/labels/read-labels.ts';
import { visibleText } from '../../../main/cohort/tables/plain-cell.ts';
import { renderCsv } from '../../../main/report/render-csv.ts';
import { reportModel, type GradedHipForReport } from '../../../main/report/report-model.ts';
import { findingsHip, gradedHip, LABELS, MODEL, presenceHip } from './report-fixture.ts';

const reading = { reader: 'A. Müller', labels: LABELS };

function csv(hips: readonly GradedHipForReport[]): string {
  return renderCsv(reportModel(hips, { model: MODEL, softwareVersion: '1', createdAt: new Date(0) }));
}

/** Identifiers as a header may write them: without outer spaces, unseen characters, and the sign between the parts of a hip's name. */
const identifier = oneof(
  string({ minLength: 1, unit: 'grapheme' }),
  string({ minLength: 1, unit: constantFrom("'", '"', '=', '+', '-', '@', ',', ';', '\t', ' ', '＝', '0', 'A', '|') }),
  constantFrom("'00121", '="00121"', '=1+2', "''A", '-7', '+49', '@home', '007', "'s-Gravenhage", '=HYPERLINK("x")'),
)
  .map((text) => visibleText(text).replaceAll('|', '/'))
  .filter((text) => text !== '' && !/[\r\n\0]/.test(text));

it('a report gives back the same subjects and readings, whatever the subjects are', () => {
  assert(
    property(identifier, (subject) => {
      const hips = (['right', 'left'] as const).map((side) => gradedHip(side, { hip: { subject, visit: 'V00', side }, reading }));
      const read = readLabelFile(Buffer.from(csv(hips)));
      const labels = read.kind === 'read' ? read.labels : null;
      expect(labels?.problems).toEqual([]);
      expect(labels?.joints).toEqual(
        (['right', 'left'] as const).map((side) => ({
          cohort: '',
          subject,
          visit: 'V00',
          side,
          labels: {
            'femur-superior': { kind: 'graded', value: 2 },
            'femur-inferior': { kind: 'graded', value: 0 },
            'acetabulum-inferior': { kind: 'not-gradable', reason: 'technical' },
          },
          metadata: {},
        })),
      );
    }),
  );
});

it("a report of another model gives back the readings, and no report gives a model's grades as labels", () => {
  const presence = readLabels(csv([presenceHip('right', { reading })]));
  expect(presence.kind === 'read' && presence.labels.joints[0]?.labels['femur-superior']).toEqual({ kind: 'graded', value: 2 });
  for (const hips of [[gradedHip('right', { reading: undefined })], [findingsHip('right', { reading })]]) {
    const read = readLabels(csv(hips));
    expect(read.kind === 'failed' && read.failure.message).toMatch(/grades of a model but no reading/);
  }
});
