// Malicious pickles: each is refused with a failure, and none crashes the reader or fills the memory.

import * as fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { readWeightsFile } from '../../../../main/network/weights/read-weights.ts';

const encoder = new TextEncoder();
const MARK = 0x28;
const TUPLE = 0x74;
const TUPLE1 = 0x85;
const STACK_GLOBAL = 0x93;
const MEMOIZE = 0x94;
const STOP = 0x2e;

const archive = (pickle: Uint8Array, storages: Readonly<Record<string, Uint8Array>> = {}): Uint8Array =>
  zipSync(
    { 'a/data.pkl': pickle, ...Object.fromEntries(Object.entries(storages).map(([key, data]) => [`a/data/${key}`, data])) },
    { level: 0 },
  );
const message = (bytes: Uint8Array): string => {
  const read = readWeightsFile(bytes);
  return read.ok ? 'read' : `${read.failure.code}: ${read.failure.message}`;
};

const text = (content: string): number[] => [
  0x58,
  ...new Uint8Array(Uint32Array.of(content.length).buffer),
  ...encoder.encode(content),
];
const whole = (value: number): number[] => [0x4a, ...new Uint8Array(Int32Array.of(value).buffer)];
const named = (module: string, name: string): number[] => [0x63, ...encoder.encode(`${module}\n${name}\n`)];
const tuple = (...values: number[][]): number[] => [MARK, ...values.flat(), TUPLE];

/** A tensor of the one storage '0', which has `held` floats. */
const tensor = (held: number, shape: readonly number[], strides: readonly number[]): number[] => [
  ...named('torch._utils', '_rebuild_tensor_v2'),
  MARK,
  ...tuple(text('storage'), named('torch', 'FloatStorage'), text('0'), text('cpu'), whole(held)),
  0x51,
  ...whole(0),
  ...tuple(...shape.map(whole)),
  ...tuple(...strides.map(whole)),
  TUPLE,
  0x52,
];
const dictionary = (entries: readonly (readonly [string, number[]])[]): Uint8Array =>
  Uint8Array.from([0x80, 2, 0x7d, MARK, ...entries.flatMap(([name, value]) => [...text(name), ...value]), 0x75, STOP]);

describe('a pickle is refused without a crash if it', () => {
  it('names a call with a mark instead of text', () => {
    const bytes = Uint8Array.of(0x80, 0x02, MARK, TUPLE1, MARK, TUPLE1, STACK_GLOBAL, STOP);
    expect(message(bytes)).toMatch(/^model-malformed: .*name of a call is not text/);
    expect(message(archive(bytes))).toMatch(/^model-malformed: .*name of a call is not text/);
  });

  it('names a call with nested tuples', () => {
    const nested = new Uint8Array(20_000).fill(TUPLE1);
    const bytes = Uint8Array.of(0x80, 0x02, 0x29, ...nested, 0x29, ...nested, STACK_GLOBAL, STOP);
    expect(message(bytes)).toMatch(/^model-malformed: .*name of a call is not text/);
  });

  it('lists its storages with nested tuples', () => {
    const magic = [0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];
    const pickle = (...content: number[]) => [0x80, 2, ...content, STOP];
    const keys = pickle(0x5d, 0x29, ...new Uint8Array(20_000).fill(TUPLE1), 0x61);
    const bytes = Uint8Array.from([...pickle(...magic), ...pickle(0x4e), ...pickle(0x4e), ...pickle(0x7d), ...keys]);
    expect(message(bytes)).toMatch(/^model-malformed: .*list of storages/);
  });

  it('stores more values than a map can hold', () => {
    const kept = new Uint8Array(2 ** 24 + 10).fill(MEMOIZE);
    kept.set([0x80, 4, 0x4e]);
    expect(message(kept)).toMatch(/^model-malformed: .*too many values/);
  });

  it('sets more entries than any network has tensors', () => {
    const entries = 510_000; // each sets an integer to null
    const bytes = new Uint8Array(3 + 7 * entries + 1).fill(STOP);
    bytes.set([0x80, 2, 0x7d]);
    for (let key = 0; key < entries; key++) {
      bytes.set([0x4a, key & 255, (key >> 8) & 255, (key >> 16) & 255, 0, 0x4e, 0x73], 3 + 7 * key);
    }
    expect(message(bytes)).toMatch(/^model-malformed: .*too many values/);
  });

  it('contains a text that is too long for a name', () => {
    const bytes = new Uint8Array(2 ** 24 + 10);
    bytes.set([0x80, 2, 0x58, 1, 0, 0, 1]); // 2^24 + 1 bytes
    expect(message(bytes)).toMatch(/^model-malformed: .*text of more than 16 MiB/);
  });

  it('is any sequence of known instructions', () => {
    const known = fc.constantFrom<number[]>(
      ...[MARK, TUPLE, TUPLE1, 0x86, 0x87, STACK_GLOBAL, MEMOIZE, 0x4e, 0x88, 0x29, 0x5d, 0x7d, 0x61, 0x65, 0x73, 0x75].map(
        (code) => [code],
      ),
      ...[0x30, 0x51, 0x52, 0x62].map((code) => [code]),
      [0x4b, 3],
      [0x68, 0],
      [0x71, 0],
      [0x8a, 1, 0xff],
      whole(-1),
      text('storage'),
      text('0'),
      named('torch', 'FloatStorage'),
      named('torch._utils', '_rebuild_tensor_v2'),
      named('torch._utils', '_rebuild_parameter'),
      named('collections', 'OrderedDict'),
    );
    fc.assert(
      fc.property(fc.array(known, { maxLength: 24 }), (row) => {
        const bytes = Uint8Array.from([0x80, 2, ...row.flat(), STOP]);
        expect(message(bytes)).toMatch(/^model-malformed: /);
        expect(message(archive(bytes, { 0: new Uint8Array(16) }))).toMatch(/^(read$|model-malformed: )/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('tensors that share one storage', () => {
  it('are read if they are few, as with tied weights', () => {
    const storages = { 0: new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer) };
    const views = dictionary([
      ['one', tensor(4, [4], [1])],
      ['other', tensor(4, [2, 2], [1, 2])],
    ]);
    const weights = valueOrThrow(readWeightsFile(archive(views, storages)));
    expect(weights.get('other')).toEqual({ shape: [2, 2], data: Float32Array.of(1, 3, 2, 4) });
  });

  it('are refused before copying if they would fill the memory', () => {
    const held = 1_000_000;
    const view = tensor(held, [held], [1]);
    const many = dictionary(Array.from({ length: 40 }, (_, index) => [`view ${index}`, view]));
    expect(message(archive(many, { 0: new Uint8Array(4 * held) }))).toMatch(
      /^model-malformed: .*need 40000000 numbers, but the file can hold at most 16000000/,
    );
  });

  it('are refused if they have more dimensions than any tensor', () => {
    const ones = Array.from({ length: 1000 }, () => 1);
    const bytes = archive(dictionary([['one', tensor(4, ones, ones)]]), { 0: new Uint8Array(16) });
    expect(message(bytes)).toMatch(/^model-malformed: .*cannot be read/);
  });
});
