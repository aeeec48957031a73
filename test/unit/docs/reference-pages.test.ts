// The reference pages say what the schemas say.

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { referencePages } from '../../../docs/generate/reference-pages.ts';

const pages = await referencePages();

it.each(pages.map((page) => [basename(page.file), page] as const))('%s is up to date: else run "npm run docs"', (_, page) => {
  expect(readFileSync(page.file, 'utf8')).toBe(page.text);
});

it.each(['reading.save', 'training.follow', 'jobs.stop'])('the contract page names %s', (procedure) => {
  expect(pages[0].text).toContain(`### \`${procedure}\``);
});

it('writes every shape out: nothing undefined, nothing unknown', () => {
  for (const { text } of pages.filter(({ file }) => file.endsWith('.md')))
    expect(text).not.toMatch(/[:=<(|] ?(undefined|unknown|never)\b/);
});
