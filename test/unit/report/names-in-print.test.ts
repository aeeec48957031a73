import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { array, assert, constantFrom, integer, property, string } from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { brokenLines } from '../../../main/report/pdf/break-lines.ts';
import { openLetters } from '../../../main/report/pdf/letters.ts';
import { openSheet } from '../../../main/report/pdf/open-sheet.ts';
import { renderPdf } from '../../../main/report/pdf/render-pdf.ts';
import { widthOf } from '../../../main/report/pdf/set-text.ts';
import { piecesInOrder } from '../../../main/report/pdf/visual-order.ts';
import { reportModel } from '../../../main/report/report-model.ts';
import { gradedHip, LABELS, MODEL } from './report-fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'osteograde-names-'));
afterAll(() => rmSync(folder, { recursive: true }));

const letters = openLetters();
const poppler = hasPoppler();

/** Names of every script that the fonts have, with letters that share a shape, ligatures and marks that shaping moves. */
const NAMES = [
  '患者-山田',
  '山田　太郎 﨑',
  '陳嘉樺',
  '김철수',
  'مريض',
  'فاطمة لا إله',
  'ثبت نين پچگ أحمد',
  'آمنة عبد الله',
  'דוד בן־גוריון',
  'สมชาย น้ำทิพย์',
  'क्षत्रिय देवनागरी',
  'Ελένη Ю. Nguyễn',
];

describe('a name on paper', () => {
  it.skipIf(!poppler).each(NAMES)('is printed with its own letters, and a program that reads the PDF finds %s', async (name) => {
    const text = await printed(name);
    expect(text).toContain(name.replaceAll(/\s/g, ''));
    expect(text).not.toMatch(/U\+[0-9A-F]{4}|Unicode|…/);
  });

  it.skipIf(!poppler)('is a reader or a model as well as a subject', async () => {
    const reading = { reader: '佐藤 花子', labels: LABELS };
    const model = { ...MODEL, name: '模型', limits: '限制：仅用于研究。 مرحبا' };
    const hip = gradedHip('left', { reading });
    const text = await textOf(await renderPdf(reportModel([hip], { model, softwareVersion: '1', createdAt: new Date(0) })));
    for (const shown of ['佐藤花子', '模型1.2.0', '限制：仅用于研究。', 'مرحبا']) expect(text).toContain(shown);
  });

  it.skipIf(!poppler)('differs from another that differs only at its end, however long both are', async () => {
    const long = `${'CHECK-BASELINE-2024-'.repeat(3)}0012`;
    expect(await printed(long)).toContain(long);
    for (const length of [60, 2000]) {
      const start = 'CHECK-BASELINE-2024-'.repeat(length / 20);
      const [one, two] = [await printed(`${start}12`), await printed(`${start}13`)];
      expect(one).not.toBe(two);
    }
  });

  it.skipIf(!poppler)('has the number of a letter that no typeface has, and says so', async () => {
    const text = await printed('ꦏ😀-7');
    expect(text).toContain('U+A98FU+1F600-7');
    expect(text).toContain('Pseudonym(Unicode)');
    expect(text).toContain('TheirUnicodenumbersareprintedinstead');
  });

  it.skipIf(!poppler)('shows a letter that nobody can see as its number', async () => {
    expect(await printed('A\u200b7')).toContain('AU+200B7');
    expect(await printed('7\u202e')).toContain('7U+202E');
    expect(await printed('مريض\u200c')).toContain('U+200C');
  });

  it.skipIf(!poppler)('adds only its letters to the file', async () => {
    const [latin, chinese] = [await pdfOf('A'), await pdfOf('患者山田')];
    expect(chinese.length - latin.length).toBeLessThan(60_000);
    const file = join(folder, 'fonts.pdf');
    writeFileSync(file, chinese);
    for (const font of run('pdffonts', [file]).split('\n').slice(2).filter(Boolean)) expect(font).toMatch(/yes yes yes/);
  });
});

describe('the letters of a text', () => {
  it('each have a typeface or are a number', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 40 }), (text) => {
        const shown = letters.of(text);
        const inInter = shown.filter(({ font }) => font === null).map((letter) => letter.text);
        expect(inInter.join('')).not.toMatch(/[\p{Script=Han}\p{Script=Arabic}\p{Cc}]/u);
        expect(letters.cover(text)).toBe(shown.map((letter) => letter.text).join('') === text);
      }),
    );
  });

  it('are Japanese beside kana, Korean beside Hangul, and otherwise Chinese', () => {
    const fontsOf = (text: string): unknown => [...new Set(letters.of(text).map(({ font }) => font))];
    expect(fontsOf('直子')).toEqual(['chinese']);
    expect(fontsOf('直子さん')).toEqual(['japanese']);
    expect(fontsOf('金철수')).toEqual(['korean']);
  });
});

describe('the order on paper', () => {
  const shown = (text: string): readonly string[] => piecesInOrder(letters.of(text)).map((piece) => piece.text);

  it('turns Arabic and Hebrew words but not the numbers in them', () => {
    expect(shown('A-1')).toEqual(['A-1']);
    expect(shown('מריץ-007')).toEqual(['007', '-', 'מריץ']);
    expect(shown('אב (גד) A')).toEqual(['(', 'גד', ') ', 'אב', ' A']);
  });
});

describe('a broken text', () => {
  const style = { size: 8 } as const;

  it('keeps every letter and stays within its width', async () => {
    const sheet = await openSheet({});
    const words = array(constantFrom(...NAMES, 'CHECK-0001', 'a', 'W'.repeat(40), '2024_12/3'), { maxLength: 8 });
    assert(
      property(words, integer({ min: 40, max: 200 }), (parts, width) => {
        const text = parts.join(' ');
        const lines = brokenLines(sheet, text, width, style);
        expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
        for (const line of lines) expect(widthOf(sheet, line, style)).toBeLessThanOrEqual(width + 0.01);
      }),
      { numRuns: 60 },
    );
  });
});

async function pdfOf(subject: string): Promise<Uint8Array> {
  const hip = gradedHip('left', { hip: { subject, visit: 'V00', side: 'left' } });
  return renderPdf(reportModel([hip], { model: MODEL, softwareVersion: '1', createdAt: new Date(0) }));
}

async function printed(subject: string): Promise<string> {
  return textOf(await pdfOf(subject));
}

/** The text in reading order, without spaces and without the marks that pdftotext puts around Arabic and Hebrew. */
async function textOf(pdf: Uint8Array): Promise<string> {
  const file = join(folder, 'names.pdf');
  writeFileSync(file, pdf);
  return Promise.resolve(run('pdftotext', [file, '-']).replaceAll(/[\s\u202a-\u202c]/g, ''));
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
