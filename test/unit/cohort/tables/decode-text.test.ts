import { describe, expect, it } from 'vitest';
import { decodeHead, decodeText } from '../../../../main/cohort/tables/decode-text.ts';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { encode, encodeByte } from '../../../fixtures/table-dialects.ts';

const TABLE = 'subject;side\r\nJürgen-7;R\r\n';

describe('the text of a table', () => {
  it.each([
    'utf-8',
    'utf-8 with a mark',
    'utf-16le',
    'utf-16le with a mark',
    'utf-16be',
    'utf-16be with a mark',
    'windows-1252',
  ] as const)('is read from %s', (encoding) => {
    expect(valueOrThrow(decodeText(encode(TABLE, encoding))).text).toBe(TABLE);
  });

  it('is read from UTF-16 without a mark whose names are Chinese, with the letter that has a zero byte', () => {
    const table = 'subject,side\n一一-7,R\n张三-8,L\n';
    for (const encoding of ['utf-16le', 'utf-16be'] as const)
      expect(valueOrThrow(decodeText(encode(table, encoding))).text).toBe(table);
  });

  it('is read from Mac OS Roman if lines end with a carriage return and the letters fit', () => {
    const table = 'subject;side\rJürgen-7;R\rFrançois-8;L\r';
    expect(valueOrThrow(decodeText(encodeByte(table, 'macintosh')))).toEqual({ text: table, encoding: 'macintosh' });
    expect(valueOrThrow(decodeText(encodeByte(table, 'windows-1252')))).toEqual({ text: table, encoding: 'windows-1252' });
  });

  it('is read from Shift-JIS and ISO-2022-JP', () => {
    const shiftJis = Buffer.from('7375626a6563742c736964650a8e5293631c2d372c520a'.replace('1c', '91be9859'), 'hex');
    expect(valueOrThrow(decodeText(shiftJis)).text).toBe('subject,side\n山田太郎-7,R\n');
    const iso2022 = Buffer.concat([
      Buffer.from('subject,side\n'),
      Buffer.from('1b24423b334544', 'hex'),
      Buffer.from('\x1b(B-7,R\n'),
    ]);
    expect(valueOrThrow(decodeText(iso2022)).text).toBe('subject,side\n山田-7,R\n');
  });

  it.each([
    ['UTF-32', Buffer.concat([Buffer.from([0xff, 0xfe, 0, 0]), Buffer.from('s\0\0\0,\0\0\0')]), /encoded in UTF-32/],
    [
      'UTF-32 without a mark',
      Buffer.concat(Array.from('subject,side\n1,R\n', (letter) => Buffer.from(`\0\0\0${letter}`))),
      /encoded in UTF-32/,
    ],
    ['UTF-16 with half a letter at its end', encode(TABLE, 'utf-16le with a mark').subarray(0, -1), /encoded in UTF-16, but/],
    ['UTF-8 with a mark and a damaged letter', Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0xfc, 0x62]), /encoded in UTF-8, but/],
    [
      'UTF-8 joined with Windows-1252',
      Buffer.concat([encode(TABLE, 'utf-8'), encode(TABLE, 'windows-1252')]),
      /line 4 is not UTF-8/,
    ],
    ['Cyrillic', encodeByte('subject,side\nИванов-7,R\n', 'windows-1251'), /line 2 is not UTF-8/],
    ['letters of DOS', Buffer.from('subject;side\r\nJ\x81rgen-7;R\r\nK\x94nig-8;L\r\n', 'latin1'), /line 2 is not UTF-8/],
    ['letters of Mac or Windows', encodeByte('subject,side\rKönig,R\r', 'macintosh'), /line 2 is not UTF-8/],
    ['zero bytes', Buffer.from('subject,side\n1,R\0\0\n'), /zero bytes/],
    ['a workbook', Buffer.from('PK\x03\x04'), /is a workbook/],
    ['an SPSS file', Buffer.from('$FL2@(#) SPSS'), /is an SPSS file/],
    ['a web page', Buffer.from('\n<html><table>'), /is a web page/],
  ])('is refused with what to do: %s', (_, bytes, message) => {
    const text = decodeText(bytes);
    expect(text.ok ? text.value.text : text.failure.message).toMatch(message);
    expect(text.ok ? '' : text.failure.message).toMatch(/save it as "CSV UTF-8"/);
  });
});

it('the first bytes of a table are read in its encoding', () => {
  expect(decodeHead(encode(TABLE, 'utf-16be').subarray(0, 25))).toMatch(/^subject;side/);
  expect(decodeHead(encode(TABLE, 'utf-8 with a mark'))).toMatch(/^subject;side/);
});
