// Outlined grades were nearly invisible in the light theme, because they had the colours of the dark one.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const tokens = readFileSync(new URL('../../../../renderer/ui/tokens.css', import.meta.url), 'utf8');

/** What WCAG 2.2 asks of the parts of a picture, and of small print. */
const PARTS = 3;
const NUMBERS = 4.5;

describe.each([
  { theme: 'dark', blocks: [/^:root \{([^}]*)\}/m] },
  { theme: 'light', blocks: [/^:root \{([^}]*)\}/m, /^:root\[data-theme='light'\] \{([^}]*)\}/m] },
])('in the $theme theme', ({ blocks }) => {
  const colours = new Map(
    blocks.flatMap((block) =>
      [...(block.exec(tokens)?.[1] ?? '').matchAll(/--([\w-]+): ([^;]+);/g)].map(([, name = '', value = '']) => [name, value]),
    ),
  );
  const colourOf = (name: string): string => {
    const value = colours.get(name) ?? '';
    const other = /^var\(--([\w-]+)\)$/.exec(value)?.[1];
    return other === undefined ? value : colourOf(other);
  };

  it.each([0, 1, 2, 3])('the outline and number of grade %d stand out from the panel', (grade) => {
    const contrast = contrastOf(colourOf(`grade-${grade}-line`), colourOf('panel'));
    expect(contrast).toBeGreaterThan(NUMBERS);
  });
});

it('a planted pale yellow on white is found', () => {
  expect(contrastOf('#cdbf72', '#fff')).toBeLessThan(PARTS);
});

/** The contrast ratio of WCAG 2.2 between two colours such as #fff or #121316. */
function contrastOf(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const digits = colour.length === 4 ? colour.slice(1).replaceAll(/./g, '$&$&') : colour.slice(1);
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const share = Number.parseInt(digits.slice(at, at + 2), 16) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
