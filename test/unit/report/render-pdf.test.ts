import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FINDINGS } from '../../../main/domain/finding.ts';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import type { Side } from '../../../main/domain/hip.ts';
import { perQuadrant } from '../../../main/domain/quadrant.ts';
import { LANDMARK_TABLES } from '../../../main/domain/landmark-table.ts';
import { cropHip } from '../../../main/imaging/crop.ts';
import { hipPicture } from '../../../main/imaging/hip-picture.ts';
import { parseModelCard } from '../../../main/inference/model-card.ts';
import { printedAnswers } from '../../../main/report/pdf/answers.ts';
import { renderPdf } from '../../../main/report/pdf/render-pdf.ts';
import { reportModel, type GradedHipForReport, type ReportModel } from '../../../main/report/report-model.ts';
import { english } from '../../../main/report/text/english.ts';
import { phantomFilm } from '../../fixtures/phantom-film.ts';
import { findingsHip, gradedHip, MODEL, presenceHip, reportOf, twoHips } from './report-fixture.ts';

let folder = '';
let path = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'osteograde-report-'));
  path = join(folder, 'report.pdf');
  writeFileSync(path, await renderPdf(twoHips()));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Poppler's tools read the PDF like any other program. Debian's poppler-utils contains them. */
const poppler = hasPoppler();

describe('the PDF', () => {
  it('has the same bytes for the same report and date', async () => {
    const [one, two] = [await renderPdf(twoHips()), await renderPdf(twoHips())];
    expect(Buffer.compare(one, two)).toBe(0);
    const later = await renderPdf({ ...twoHips(), createdAt: new Date('2026-11-21T10:00:00Z') });
    expect(Buffer.compare(one, later)).not.toBe(0);
  });

  it.skipIf(!poppler)('has one A4 page for each hip, titled and dated', () => {
    const info = run('pdfinfo', [path]);
    expect(info).toMatch(/Pages: +2/);
    expect(info).toMatch(/Page size: +595\.28 x 841\.89 pts \(A4\)/);
    expect(info).toMatch(/Title: +Osteophyte grading of the hip - Research use - not for diagnosis/);
    expect(info).toMatch(/Encrypted: +no/);
  });

  it.skipIf(!poppler)('names the hip, the model and the research notice on every page', () => {
    for (const page of ['1', '2']) {
      const text = run('pdftotext', ['-layout', '-f', page, '-l', page, path, '-']);
      expect(text.match(/Research use - not for diagnosis/g)).toHaveLength(2);
      for (const expected of ['PX-00417-é', 'T24', '20 November 2026', 'phantom-masked 1.2.0', 'Osteograde 0.1.0']) {
        expect(text.replaceAll(/\s+/g, ' ')).toContain(expected);
      }
      // Column by column, because the limits may break across lines.
      expect(run('pdftotext', ['-f', page, '-l', page, path, '-']).replaceAll(/\s+/g, ' ')).toContain(MODEL.limits);
      expect(text).toContain(`Page ${page} of 2`);
      expect(text).toMatch(/Femur superior +\d +(?:small|moderate) +4% +13% +71% +12% +64%/);
      expect(text).toContain('18% (low)');
    }
  });

  it.skipIf(!poppler)(
    'prints the reader’s grade as the final one, marks where the model differs, and keeps 0, not read and not gradable apart',
    () => {
      const text = run('pdftotext', ['-layout', '-f', '2', '-l', '2', path, '-']);
      expect(text).toMatch(/Femur inferior +0 +absent .* \d( \(differs\))?$/m);
      expect(text).toMatch(/Acetabulum superior +not read .* \d$/m);
      expect(text).toMatch(/Acetabulum inferior +implant .* \d$/m);
    },
  );

  it.skipIf(!poppler)('prints presence and probability instead of grades if the model does not grade', async () => {
    const text = await printed('presence', reportOf(presenceHip));
    expect(text).toMatch(/Femur superior +present +80% +60%\n/);
    expect(text).toMatch(/Acetabulum superior +absent +30% +–\n/); // what speaks for absence has no place
    expect(text).toMatch(/Absent(?!,)/); // so nothing follows it under its picture
    expect(text).not.toContain('Absent,');
    expect(text).toContain('This model does not grade.');
    expect(text).not.toMatch(/P\([0-3]\)|OARSI|any osteophyte/);
    // The reader graded, so the final column has grades.
    expect(text).toMatch(/Final: A\. Müller/);
    expect(text).toMatch(/Femur superior +2 +Grade 2 +80% +60% +present\n/);
    expect(text).toMatch(
      /Femur inferior +0 +Grade 0 .* present \(differs\)\n[^]*Acetabulum superior +not read [^]*Acetabulum inferior +implant /,
    );
  });

  it.skipIf(!poppler)('prints five findings, with the attention in both zones of the bone if there are zones', async () => {
    const text = await printed('findings', reportOf(findingsHip));
    expect(text).toMatch(/Femoral osteophytes +2 +moderate +10% +20% +60% +10% +10% \(low\)\n/);
    expect(text).toMatch(/Acetabular osteophytes +1 +small +20% +50% +20% +10% +60%\n/);
    expect(text).toMatch(/Joint-space narrowing +1 +mild +20% +50% +20% +10% +no zone\n/);
    expect(text).toMatch(/Sclerosis +1 +present +40% +60% +no zone\n/);
    expect(text).toContain('inside the zones. Check this grade');
    expect(text).not.toContain('Final:');
    expect(text.match(/Research use - not for diagnosis/g)).toHaveLength(4);
  });

  it('weights the evidence of each finding by its probability', async () => {
    const [hip] = reportOf(findingsHip).hips;
    if (hip.kind !== 'findings') throw new Error('The fixture has findings.');
    const answers = printedAnswers(hip, english);
    expect(answers.map(({ certainty }) => certainty)).toEqual([0.9, 0.8, 0.8, 0.6, 0.6]);
    expect(answers.map(({ zones }) => zones.length)).toEqual([2, 2, 0, 0, 0]);
    expect(new Set(answers.map(({ colour }) => colour)).size).toBe(5);
    expect(answers[2].heatmap).toBe(hip.figure.heatmaps['joint-space-narrowing']);
  });

  it.skipIf(!poppler)('prints a figure for every answer, however many the first answer has', async () => {
    const figures = FINDINGS.flatMap((finding) =>
      ['accuracy', 'kappa'].map((name) => ({ name: `${name}, ${finding}`, value: 0.5, data: '12 hips' })),
    );
    const model = { ...MODEL, figures };
    const report = reportModel([findingsHip('right')], { model, softwareVersion: '1', createdAt: new Date(0) });
    await printed('figures', report);
    // Column by column, because a figure may break across lines.
    const text = run('pdftotext', [join(folder, 'figures.pdf'), '-']).replaceAll(/\s+/g, ' ');
    expect(text).toContain('Measured on 12 hips');
    expect(text.match(/accuracy, /g)).toHaveLength(FINDINGS.length);
    expect(text).toContain('accuracy, cysts 0.50');
    expect(text).not.toContain('kappa,');
  });

  it.skipIf(!poppler)('prints what the reader measured, and how much more there is', async () => {
    const measurements = Array.from({ length: 10 }, (_, i) => ({ ...DISTANCE, value: 10 + i }));
    const report = reportOf((side) => gradedHip(side, side === 'right' ? { measurements } : {}));
    const text = (await printed('measured', report)).replaceAll(/\s+/g, ' ');
    expect(text).toContain('Measured on the radiograph: distance 10.0 mm, distance 11.0 mm,');
    expect(text).toContain('distance 17.0 mm and 2 more, in the JSON. Millimetres as at its scale.');
    expect(text.match(/Measured on the radiograph/g)).toHaveLength(1);
  });

  it.skipIf(!poppler)('embeds every font', () => {
    const fonts = run('pdffonts', [path]).split('\n').slice(2).filter(Boolean);
    expect(fonts.length).toBeGreaterThan(0);
    for (const font of fonts) expect(font).toMatch(/Inter.* yes yes yes/);
  });

  it.skipIf(!poppler)('prints nothing smaller than 7.5 points under the card of the shipped model', async () => {
    const model = { ...shippedCard(), sha256: MODEL.sha256 };
    const hips = (['right', 'left'] as const).map((side) => withoutLowAttention(gradedHip(side)));
    const legible = join(folder, 'legible.pdf');
    writeFileSync(legible, await renderPdf(reportModel(hips, { model, softwareVersion: '1', createdAt: new Date(0) })));
    const words = run('pdftotext', ['-bbox', legible, '-']).matchAll(/yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)"/g);
    // The letters of Inter need 1.21 of their size.
    const sizes = [...words].map(([, top, bottom]) => (Number(bottom) - Number(top)) / 1.21);
    expect(sizes.length).toBeGreaterThan(300);
    expect(Math.min(...sizes)).toBeGreaterThan(7.45);
  });

  it.skipIf(!poppler)('says where a grade is not the most probable one, and only there', async () => {
    const hip = gradedHip('right');
    if (hip.kind !== 'grades') throw new Error('The fixture has grades.');
    const rarer = perQuadrant(() => ({
      ...hip.grading.quadrants['femur-superior'],
      grade: 2 as const,
      probabilities: [0, 0.6, 0.4, 0] as const,
    }));
    const words = /not the most\s+probable one/;
    const text = (name: string, of: GradedHipForReport): Promise<string> =>
      printed(name, reportModel([of], { model: MODEL, softwareVersion: '1', createdAt: new Date(0) }));
    expect(await text('usual', hip)).not.toContain('most probable one');
    const told = await text('rarer', { ...hip, grading: { ...hip.grading, quadrants: rarer } });
    expect(told.replaceAll(/\s+/g, ' ')).toMatch(words);
  });

  it('names more pages than it has if it is the beginning of a longer report', async () => {
    const [whole, beginning] = [await renderPdf(twoHips()), await renderPdf(twoHips(), 40)];
    expect(Buffer.compare(whole, beginning)).not.toBe(0);
    expect(Buffer.compare(whole, await renderPdf(twoHips(), 2))).toBe(0);
  });

  it('stays below 6 MB for 40 hips', { tags: ['slow'] }, async () => {
    const hips = (['right', 'left'] as const).map((side) => ({
      ...withSmoothEvidence(gradedHip(side)),
      ...phantomPicture(side),
    }));
    const bytesOf = async (count: number): Promise<number> => {
      const some = hips.slice(0, count);
      return (await renderPdf(reportModel(some, { model: MODEL, softwareVersion: '1', createdAt: new Date(0) }))).byteLength;
    };
    const [one, both] = [await bytesOf(1), await bytesOf(2)];
    // Every page has its own pictures, and all share the fonts.
    expect(both - one).toBeGreaterThan(50_000);
    expect(one + 39 * (both - one)).toBeLessThan(6_000_000);
  });

  it.skipIf(!poppler)("prints a model's limits in full, in smaller type if they are long", async () => {
    const limits = `${'Not valid for hips with a prosthesis or a fracture. '.repeat(9)}Last of all.`;
    const model = { ...MODEL, limits };
    const hips = [gradedHip('right'), findingsHip('right')];
    const report = reportModel(hips, { model, softwareVersion: '1', createdAt: new Date(0) });
    const limited = join(folder, 'limits.pdf');
    writeFileSync(limited, await renderPdf(report));
    expect(run('pdftotext', [limited, '-']).match(/Last\s+of\s+all\./g)).toHaveLength(hips.length);
  });

  it.skipIf(!poppler)('keeps each hip on one page even if names and limits are far too long', async () => {
    const long = 'Words without end. '.repeat(200);
    const hip = { subject: long, visit: long, side: 'left' } as const;
    const measurements = Array.from({ length: 50 }, () => DISTANCE);
    const model = { ...MODEL, name: long, limits: long, description: long, training: { data: long } };
    const crowded = join(folder, 'crowded.pdf');
    const hips = [gradedHip, presenceHip, findingsHip].map((make) => make('left', { hip, measurements }));
    writeFileSync(crowded, await renderPdf(reportModel(hips, { model, softwareVersion: long, createdAt: new Date(0) })));
    expect(run('pdfinfo', [crowded])).toMatch(/Pages: +3\n/);
    expect(run('pdftotext', [crowded, '-'])).toContain('Page 3 of 3');
  });
});

const DISTANCE = { kind: 'distance', value: 10, unit: 'mm', plane: 'detector', reader: 'reader' } as const;

function shippedCard() {
  const file = new URL('../../../resources/models/masked-resnet18-phantom.json', import.meta.url);
  return valueOrThrow(parseModelCard(readFileSync(file, 'utf8'), 'masked-resnet18-phantom'));
}

/** The same hip, where the model looked into every zone. */
function withoutLowAttention(hip: GradedHipForReport): GradedHipForReport {
  if (hip.kind !== 'grades') throw new Error('The fixture has grades.');
  const { quadrants } = hip.grading;
  const inZone = perQuadrant((quadrant) => ({ ...quadrants[quadrant], attentionInZone: 0.64 }));
  return { ...hip, grading: { ...hip.grading, quadrants: inZone } };
}

/** The same hip with maps as a network draws them, which have no sharp edges. */
function withSmoothEvidence(hip: GradedHipForReport): GradedHipForReport {
  if (hip.kind !== 'grades') throw new Error('The fixture has grades.');
  const far = (at: number): number => Math.hypot((at % 224) - 80, Math.floor(at / 224) - 48) / 20;
  const map = Uint8Array.from({ length: 224 * 224 }, (_, at) => 255 * Math.exp(-(far(at) ** 2)));
  return { ...hip, heatmaps: perQuadrant(() => map) };
}

/** The picture of a phantom's hip as reports show it, with its points. */
function phantomPicture(side: Side) {
  const { radiograph, points } = phantomFilm(0, 1);
  const { frame, landmarks, intensity } = valueOrThrow(cropHip(radiograph, points[side], side, LANDMARK_TABLES.original));
  return { frame, landmarks, picture: hipPicture(radiograph, frame, intensity) };
}

/** Returns the text of a report's pages. */
async function printed(name: string, report: ReportModel): Promise<string> {
  const file = join(folder, `${name}.pdf`);
  writeFileSync(file, await renderPdf(report));
  expect(run('pdfinfo', [file])).toMatch(new RegExp(`Pages: +${report.hips.length}\n`));
  return run('pdftotext', ['-layout', file, '-']);
}

function run(program: string, args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8' });
}

function hasPoppler(): boolean {
  try {
    run('pdfinfo', ['-v']);
    return true;
  } catch {
    return false;
  }
}
