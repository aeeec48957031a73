// The tables and the JSON of an evaluation: what the screen shows of agreement, subgroups and worst cases is written too.

import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { worstCases } from '../../../main/domain/evaluation/worst-cases.ts';
import { agreementOf } from '../../../main/learning/evaluation/agreement.ts';
import { evaluationJson } from '../../../main/learning/evaluation/evaluation-json.ts';
import { answersOfKind } from '../../../main/learning/evaluation/evaluation-rows.ts';
import { measureRows } from '../../../main/learning/evaluation/measure-rows.ts';
import { answersMeasured, ROW_PROPERTIES, subgroupsOf } from '../../../main/learning/evaluation/subgroups.ts';
import { evaluationTables } from '../../../main/report/evaluation/tables.ts';
import { csvOf } from '../../../main/report/figures/table.ts';
import { drawnRows } from '../learning/evaluation/drawn-rows.ts';

const rows = drawnRows(8, 'tables');
const measured = measureRows(rows, answersOfKind('grades'), { seed: 1, draws: 20 });
const subgroups = subgroupsOf(rows, answersMeasured(measured), { seed: 1, properties: ROW_PROPERTIES });
const judged = rows.map(({ subject, truth, grade }) => ({ subject, readings: truth, labels: truth, model: grade }));
const agreement = agreementOf(judged, answersMeasured(measured), { seed: 1, draws: 20 });

function table(name: string, of: Parameters<typeof evaluationTables>[0]): Record<string, string>[] | undefined {
  const found = evaluationTables(of).find((one) => one.name === name);
  return found === undefined ? undefined : parse(csvOf(found), { columns: true });
}

describe('the tables of an evaluation', () => {
  it('have the agreement of each pair, and of each answer', () => {
    const lines = table('agreement', { measured, rows, agreement, subgroups }) ?? [];
    expect(lines).toHaveLength(3 * 5);
    const [mean] = lines;
    expect(mean).toMatchObject({ first: 'readings', second: 'labels', answer: 'all', hips: '16', krippendorffAlpha: '1' });
    const model = lines.find(({ first, answer }) => first === 'labels' && answer === 'femur-inferior');
    const { value, low } = measured.answers['femur-inferior'].figures['linearKappa'];
    expect(Number(model?.['linearKappa'])).toBeCloseTo(value, 12);
    expect(Number(model?.['linearKappa low'])).toBeLessThan(value);
    expect(low).toBeLessThan(value);
  });

  it('have the grades of each pair as numbers, with the limits of their differences', () => {
    const lines = table('agreement-as-numbers', { measured, rows, agreement, subgroups }) ?? [];
    expect(lines).toHaveLength(3 * 4);
    const [alike, , , , model] = lines;
    expect(alike).toMatchObject({ first: 'readings', second: 'labels', hips: '15', 'ICC(2,1)': '1', 'first minus second': '0' });
    expect(Number(model?.['lower limit of agreement'])).toBeLessThan(Number(model?.['first minus second']));
  });

  it('have the subgroups, and no table of what was not measured', () => {
    const lines = table('subgroups', { measured, rows, subgroups }) ?? [];
    expect(lines.map((line) => [line['property'], line['group'], line['hips']])).toEqual([
      ['side', 'left', '8'],
      ['side', 'right', '8'],
    ]);
    expect(Number(lines[0]?.['difference from all others'])).toBe(subgroups[0]?.difference.value);
    expect(table('agreement', { measured, rows, subgroups: [] })).toBeUndefined();
    expect(table('subgroups', { measured, rows, subgroups: [] })).toBeUndefined();
  });

  it('have the worst cases: the farthest from the truth, the surest first, and nobody who was graded rightly', () => {
    const lines = table('worst-cases', { measured, rows, subgroups }) ?? [];
    const all = worstCases(rows);
    const wrong = rows.flatMap(({ truth, grade }) =>
      Object.entries(truth).filter(([name, known]) => known !== null && known !== grade[name]),
    );
    expect(all).toHaveLength(wrong.length);
    expect(lines).toHaveLength(Math.min(50, all.length));
    const ranks = all.map(({ truth, grade, probability }) => Math.abs(truth - grade) + probability / 1000);
    expect(ranks).toEqual(ranks.toSorted((a, b) => b - a));
    expect(lines[0]).toMatchObject({ subject: all[0]?.hip.subject, side: all[0]?.hip.side, truth: String(all[0]?.truth) });
  });
});

describe('the JSON of an evaluation', () => {
  it('keeps its documented keys, and has subgroups and worst cases', () => {
    const json = evaluationJson({ model: 'm', split: 'test' }, { measured, rows, subgroups });
    expect(Object.keys(json)).toEqual(
      expect.arrayContaining(['model', 'split', 'hips', 'subjects', 'figures', 'perQuadrant', 'perHip']),
    );
    expect(json.subgroups).toBe(subgroups);
    const [worst] = json.worstCases;
    const [{ hip, answer, grade }] = worstCases(rows);
    expect(worst).toMatchObject({ subject: hip.subject, visit: hip.visit, side: hip.side, answer, grade });
  });
});
