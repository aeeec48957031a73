import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, printableJson } from '../../../main/files/printable.ts';

// oxlint-disable-next-line no-control-regex -- the control characters that must not be there
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

describe('text for a terminal', () => {
  it('shows control characters and marks that reverse text', () => {
    expect(printable('\u001B]0;title\u0007 \u009B2K a\u202Eb\rc\u007F')).toBe('␛]0;title␇ <U+009B>2K a<U+202E>b␍c␡');
  });

  it('keeps lines, tabs and letters of every language', () => {
    const text = 'Größe\t0,4 mm\nحالة 膝 🦴';
    expect(printable(text)).toBe(text);
    expect(printable('a\r\nb')).toBe('a\nb');
  });

  it('holds no control character, whatever came', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.toMatch(CONTROLS);
      }),
    );
  });

  it('reads back unchanged as JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = printableJson(JSON.stringify({ text }));
        expect(json).not.toMatch(CONTROLS);
        expect(JSON.parse(json)).toEqual({ text });
      }),
    );
  });
});
