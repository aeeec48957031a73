// A drawing as PNG, with 300 pixels to the inch, for slides and manuscripts that take no vectors.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fontFile, otherFontFile, type OtherFont } from '../pdf/fonts.ts';
import { openLetters } from '../pdf/letters.ts';
import type { Drawing } from './drawing.ts';
import { svgOf } from './svg.ts';

const PIXELS_PER_POINT = 300 / 72;

/** The same drawing makes the same bytes on every machine, because only the program's own typefaces are used. */
export async function pngOf(drawing: Drawing): Promise<Uint8Array> {
  const { initWasm, Resvg } = await import('@resvg/resvg-wasm');
  started ??= startedBy(initWasm);
  await started;
  const fontBuffers = await Promise.all(fontFilesFor(drawing).map((file) => readFile(file)));
  const picture = new Resvg(svgOf(drawing), {
    fitTo: { mode: 'width', value: Math.round(drawing.width * PIXELS_PER_POINT) },
    font: { fontBuffers, defaultFontFamily: 'Inter', sansSerifFamily: 'Inter' },
  });
  try {
    const rendered = picture.render();
    try {
      return rendered.asPng().slice();
    } finally {
      rendered.free();
    }
  } finally {
    picture.free();
  }
}

/** The package keeps its WebAssembly in its module and starts it only once. */
let started: Promise<void> | null = null;

async function startedBy(initWasm: (module: Uint8Array<ArrayBuffer>) => Promise<void>): Promise<void> {
  const { resolve } = createRequire(import.meta.url);
  await initWasm(new Uint8Array(await readFile(resolve('@resvg/resvg-wasm/index_bg.wasm'))));
}

function fontFilesFor({ marks }: Drawing): string[] {
  const letters = openLetters();
  const fonts = marks.flatMap((mark) => (mark.kind === 'text' ? letters.of(mark.text).map(({ font }) => font) : []));
  const others = new Set(fonts.filter((font): font is OtherFont => font !== null));
  return [fontFile('regular'), fontFile('semibold'), ...[...others].map(otherFontFile)];
}
