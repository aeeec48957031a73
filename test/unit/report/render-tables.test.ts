import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { QUADRANTS } from '../../../main/domain/quadrant.ts';
import { renderCsv } from '../../../main/report/render-csv.ts';
import { renderJson } from '../../../main/report/render-json.ts';
import { reportedMeasurements } from '../../../main/report/reported-measurement.ts';
import { reportModel } from '../../../main/report/report-model.ts';
import { findingsHip, gradedHip, LABELS, MODEL, presenceHip, twoHips } from './report-fixture.ts';

describe('the CSV', () => {
  const rows: Record<string, string>[] = parse(renderCsv(twoHips()), { columns: true });

  it('has one row for each quadrant of each hip', () => {
    expect(rows.map(({ side, quadrant }) => `${side} ${quadrant}`)).toEqual(
      ['right', 'left'].flatMap((side) => QUADRANTS.map((quadrant) => `${side} ${quadrant}`)),
    );
    expect(rows[0]).toMatchObject({
      subject: 'PX-00417-é',
      grade: '2',
      probability_2: '0.710000',
      attention_in_zone: '0.640000',
      model: 'phantom-masked',
      notice: 'Research use - not for diagnosis',
    });
  });

  it('keeps grade 0, not read, not gradable and no reader apart', () => {
    expect(rows.slice(3).map(({ reading }) => reading)).toEqual(['', '2', '0', 'missing', 'not-gradable']);
  });

  it('disarms a pseudonym that a spreadsheet would run', () => {
    const hip = gradedHip('right', { hip: { subject: '=HYPERLINK("x")', visit: '', side: 'right' } });
    const text = renderCsv(reportModel([hip], { model: MODEL, softwareVersion: '1', createdAt: new Date(0) }));
    const [row]: Record<string, string>[] = parse(text, { columns: true });
    expect(row.subject).toBe('\'=HYPERLINK("x")');
  });
});

describe('what a reader measured', () => {
  const made = { reader: 'reader', madeAt: '2026-11-27T10:00:00Z', spacing: { mm: 1, source: 'detector' as const } };
  const drawn = [
    {
      ...made,
      measurementId: 'a',
      kind: 'distance' as const,
      points: [
        { x: 0, y: 0 },
        { x: 30, y: 40 },
      ],
    },
    {
      ...made,
      measurementId: 'b',
      kind: 'angle' as const,
      points: [
        { x: 1, y: 0 },
        { x: 0, y: 0 },
        { x: 0, y: 1 },
      ],
    },
    {
      ...made,
      measurementId: 'c',
      kind: 'circle' as const,
      points: [
        { x: 10, y: 0 },
        { x: -10, y: 0 },
        { x: 0, y: 10 },
      ],
    },
    {
      ...made,
      measurementId: 'd',
      kind: 'circle' as const,
      points: [
        { x: 0, y: 0 },
        { x: 1, y: 0 },
        { x: 2, y: 0 },
      ],
    },
  ];
  const measurements = reportedMeasurements(drawn, { mm: 0.2, source: 'calibrated' });
  const report = reportModel([gradedHip('right', { measurements }), gradedHip('left')], {
    model: MODEL,
    softwareVersion: '1',
    createdAt: new Date(0),
  });

  it('is in the JSON and in the CSV, at the spacing of today, without a circle through points on a line', () => {
    const { hips } = JSON.parse(renderJson(report));
    expect(hips[0].measurements).toEqual([
      { kind: 'distance', value: expect.closeTo(10, 9), unit: 'mm', plane: 'calibrated', reader: 'reader' },
      { kind: 'angle', value: expect.closeTo(90, 9), unit: 'degrees', plane: 'calibrated', reader: 'reader' },
      { kind: 'circle', value: expect.closeTo(4, 6), unit: 'mm', plane: 'calibrated', reader: 'reader' },
    ]);
    expect(hips[1].measurements).toEqual([]);
    const cells: Record<string, string>[] = parse(renderCsv(report), { columns: true });
    expect(cells[0].measurements).toBe('distance 10.00 mm; angle 90.00 degrees; circle 4.00 mm');
    expect(cells[4].measurements).toBe('');
  });
});

describe('a hip with answers other than grades of quadrants', () => {
  const context = { model: MODEL, softwareVersion: '1', createdAt: new Date(0) };
  const reading = { reader: 'A. Müller', labels: LABELS };
  const presence = reportModel([presenceHip('right', { reading })], context);
  const findings = reportModel([findingsHip('right', { reading })], context);

  it('has rows with presence of an osteophyte and no grade of the model', () => {
    const rows: Record<string, string>[] = parse(renderCsv(presence), { columns: true });
    expect(rows.map(({ quadrant, osteophyte, probability }) => [quadrant, osteophyte, probability])).toEqual([
      ['femur-superior', 'present', '0.800000'],
      ['femur-inferior', 'present', '0.800000'],
      ['acetabulum-superior', 'absent', '0.300000'],
      ['acetabulum-inferior', 'absent', '0.300000'],
    ]);
    expect(rows[0]).not.toHaveProperty('grade');
    expect(rows[0]).toMatchObject({ reading: '2', notice: 'Research use - not for diagnosis' });
  });

  it('has a row for each finding, with empty cells for missing grades and zones', () => {
    const rows: Record<string, string>[] = parse(renderCsv(findings), { columns: true });
    expect(rows.map(({ finding, grade }) => `${finding} ${grade}`)).toEqual([
      'femoral-osteophytes 2',
      'acetabular-osteophytes 1',
      'joint-space-narrowing 1',
      'sclerosis 1',
      'cysts 1',
    ]);
    expect(rows[0]).toMatchObject({ attention_in_zone: '0.100000', attention_low: 'yes' });
    expect(rows[3]).toMatchObject({ probability_1: '0.600000', probability_2: '', attention_in_zone: '', attention_low: '' });
  });

  it('is written in JSON by its kind, without images', () => {
    expect(JSON.parse(renderJson(presence)).hips[0]).toMatchObject({
      kind: 'presence',
      quadrants: { 'femur-superior': { present: true, probability: 0.8, reading: { kind: 'graded', grade: 2 } } },
    });
    expect(JSON.parse(renderJson(findings)).hips[0]).toMatchObject({
      kind: 'findings',
      findings: { 'femoral-osteophytes': { grade: 2, attentionLow: true }, cysts: { attentionInZone: null } },
    });
    for (const report of [presence, findings]) expect(renderJson(report)).not.toMatch(/heatmaps|"peak"/);
  });
});

describe('the JSON', () => {
  const content = JSON.parse(renderJson(twoHips()));

  it('names quadrants, never positions', () => {
    expect(Object.keys(content.hips[0].quadrants)).toEqual(QUADRANTS);
    expect(content.hips[1].quadrants['acetabulum-inferior']).toEqual({
      grade: 1,
      probabilities: [0.3, 0.58, 0.1, 0.02],
      attentionInZone: 0.18,
      peakInZone: true,
      attentionLow: true,
      reading: { kind: 'not-gradable', reason: 'implant' },
    });
  });

  it('contains the notice, the model and the software, and no images', () => {
    expect(content).toMatchObject({
      notice: 'Research use - not for diagnosis',
      createdAt: '2026-11-20T10:00:00.000Z',
      software: { name: 'Osteograde', version: '0.1.0' },
      model: { name: 'phantom-masked', version: '1.2.0', sha256: MODEL.sha256 },
    });
    expect(Object.keys(content.hips[0])).not.toContain('figure');
  });
});
