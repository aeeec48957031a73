import { describe, expect, it } from 'vitest';
import { renderCsv } from '../../../main/report/render-csv.ts';
import { renderJson } from '../../../main/report/render-json.ts';
import { reportModel } from '../../../main/report/report-model.ts';
import { gradedHip, hipsWithGrades, LABELS, MODEL, twoHips } from './report-fixture.ts';

describe('a report', () => {
  it('keeps the order of the hips and has a reader only for hips with a reading', () => {
    const hips = hipsWithGrades(twoHips());
    expect(hips.map(({ hip, reader }) => [hip.side, reader])).toEqual([
      ['right', null],
      ['left', 'A. Müller'],
    ]);
    expect(hips[0].quadrants['femur-inferior'].reading).toBeNull();
    expect(hips[1].quadrants['femur-inferior'].reading).toEqual(LABELS['femur-inferior']);
  });

  it('flags low attention for positive grades only', () => {
    const [hip] = hipsWithGrades(twoHips());
    expect(hip.quadrants['acetabulum-inferior'].attentionLow).toBe(true); // grade 1, 18% in the zone
    expect(hip.quadrants['femur-inferior'].attentionLow).toBe(false); // grade 0, 18% in the zone
    expect(hip.quadrants['femur-superior'].attentionLow).toBe(false); // grade 2, 64% in the zone
  });

  it('may contain a hip without a visit', () => {
    const hip = gradedHip('right', { hip: { subject: 'A', visit: '', side: 'right' } });
    const report = reportModel([hip], { model: MODEL, softwareVersion: '1', createdAt: new Date(0) });
    expect(report.hips[0].hip.visit).toBe('');
  });

  it('marks every hip of a model whose heatmaps failed a trial, in the table and as JSON', () => {
    const failure = { trial: 'repeatability', outcome: 'failed', value: 0.61, threshold: 0.8, maps: 40 } as const;
    const model = { ...MODEL, evidence: { trials: [failure], data: 'phantoms', seed: 1 } };
    const report = reportModel([gradedHip('right')], { model, softwareVersion: '1', createdAt: new Date(0) });
    const words = 'Failed: repeatability (0.61, at least 0.8 wanted)';
    expect(report.hips[0].warnings).toMatchObject([{ code: 'evidence-failed', message: expect.stringContaining(words) }]);
    expect(renderCsv(report)).toContain(words);
    expect(JSON.parse(renderJson(report))).toMatchObject({ model: { evidence: { trials: [failure] } } });
    expect(renderCsv(twoHips())).not.toContain('Failed:');
  });
});
