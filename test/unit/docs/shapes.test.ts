// JSON Schemas as TypeScript.

import { expect, it } from 'vitest';
import { z } from 'zod';
import { shapeWriter } from '../../../docs/generate/shapes.ts';

it.each([
  ['a nullable string', z.string().nullable(), 'string | null'],
  ['a range of whole numbers', z.int().min(2).max(10), 'number /* whole from 2 to 10 */'],
  ['a list of words', z.enum(['right', 'left']), "'right' | 'left'"],
  ['an array', z.array(z.boolean()).min(1), '(boolean)[] /* at least 1 */'],
  ['a pair', z.tuple([z.number(), z.null()]), '[number, null]'],
  ['an optional key', z.object({ a: z.string().optional() }), '{\na?: string;\n}'],
  ['keys that are no identifiers', z.object({ 'a-b': z.string(), c: z.number() }), "{\n'a-b': string;\nc: number;\n}"],
  ['a record', z.record(z.string(), z.number()), 'Record<string, number>'],
  ['an explained key', z.object({ a: z.null().describe('Nothing.') }), '{\n/** Nothing. */\na: null;\n}'],
  ['one value for each word', z.record(z.enum(['a-b', 'c-d']), z.null()), "Record<'a-b' | 'c-d', null>"],
])('writes %s', (_, schema, text) => {
  expect(shapeWriter([]).write({ place: ['x'], shape: z.toJSONSchema(schema) }).type).toBe(text);
});

it('names a long shape that a page repeats, and declares it where it is first used', () => {
  const long = z.object({ first: z.string(), second: z.string(), third: z.string(), fourth: z.string() });
  const page = [
    { place: ['hips', 'list'], shape: z.toJSONSchema(z.object({ rows: z.array(long) })) },
    { place: ['hips', 'one'], shape: z.toJSONSchema(long) },
  ];
  const writer = shapeWriter(page);
  const [list, one] = page.map((placed) => writer.write(placed));
  expect(list.type).toBe('{\nrows: (Row)[];\n}');
  expect(list.declarations).toHaveLength(1);
  expect(one).toEqual({ type: 'Row', declarations: [] });
});
