// Writes JSON Schemas as TypeScript types, the shortest notation for a shape that every reader of this repository knows.

import type { z } from 'zod';

export type Shape = z.core.JSONSchema.JSONSchema;

export interface PlacedShape {
  /** The words that name the shape, outermost first: `['study', 'current']`. */
  readonly place: readonly string[];
  readonly shape: Shape;
}

export interface ShapeWriter {
  /** The type as text, and the declarations of the named types that it is the first to use. */
  readonly write: (placed: PlacedShape) => { readonly type: string; readonly declarations: readonly string[] };
}

interface Names {
  /** Names of shapes that are declared elsewhere on the page, by `keyOf`. */
  readonly declared?: ReadonlyMap<string, string>;
  /** Names for repeated shapes by their first place, such as `study.current`; the place itself names the others. */
  readonly byPlace?: Readonly<Record<string, string>>;
}

/** Shorter shapes are repeated rather than named. */
const SHORTEST_NAMED = 100;

/** A writer for a page: every long shape that occurs more than once on it gets a name where it is first used. */
export function shapeWriter(page: readonly PlacedShape[], { declared, byPlace = {} }: Names = {}): ShapeWriter {
  const repeated = repeatedShapes(page.map(({ shape }) => shape));
  const names = new Map(declared);
  const taken = new Set(names.values());
  return {
    write: (placed) => {
      const declarations: string[] = [];
      const typeOf = ({ place, shape }: PlacedShape): string => {
        const key = keyOf(shape);
        const name = names.get(key);
        if (name !== undefined) return name;
        if (!repeated.has(key)) return typeText(shape, place, typeOf);
        const fresh = byPlace[place.join('.')] ?? freshName(place, taken);
        names.set(key, fresh);
        taken.add(fresh);
        declarations.push(`type ${fresh} = ${typeText(shape, place, typeOf)};`);
        return fresh;
      };
      return { type: typeOf(placed), declarations };
    },
  };
}

/** What makes two shapes the same: all but their words of explanation. */
export function keyOf(shape: Shape): string {
  const { description: _, $schema: __, title: ___, ...rest } = shape;
  return JSON.stringify(rest);
}

type TypeOf = (placed: PlacedShape) => string;

function typeText(shape: Shape, place: readonly string[], typeOf: TypeOf): string {
  const inner = (part: Shape, word?: string): string =>
    typeOf({ place: word === undefined ? place : [...place, word], shape: part });
  const union = shape.anyOf ?? shape.oneOf;
  if (union !== undefined) return union.map((part) => inner(asShape(part), kindOf(asShape(part)))).join(' | ');
  if (Array.isArray(shape.type))
    return unionOfTypes(shape)
      .map((part) => inner(part))
      .join(' | ');
  if (shape.const !== undefined) return literal(shape.const);
  if (shape.enum !== undefined) return shape.enum.map(literal).join(' | ');
  switch (shape.type) {
    case 'object':
      return objectText(shape, inner);
    case 'array':
      return arrayText(shape, inner);
    case 'string':
      return withRemark('string', shape.pattern ?? (shape.minLength === undefined ? undefined : 'not empty'));
    case 'integer':
    case 'number':
      return withRemark('number', rangeOf(shape));
    case 'boolean':
    case 'null':
      return shape.type;
    case undefined:
      return 'unknown';
  }
}

/** The word that tells a member of a union from the others. */
function kindOf({ properties = {} }: Shape): string | undefined {
  const { kind } = properties;
  const word = typeof kind === 'object' ? kind.const : undefined;
  return typeof word === 'string' ? word : undefined;
}

/** zod writes a nullable string as one schema with two types. */
function unionOfTypes(shape: Shape): readonly Shape[] {
  const types = [shape.type].flat() as readonly Shape['type'][]; // zod's own type knows a single one only
  return types.map((type) => (type === 'null' ? { type } : { ...shape, type }));
}

function objectText(shape: Shape, inner: (part: Shape, word: string) => string): string {
  const required = new Set(shape.required);
  const properties = Object.entries(shape.properties ?? {}).map(([key, part]) => [key, asShape(part)] as const);
  const [first] = properties;
  if (first === undefined) {
    const keys = inner(asShape(shape.propertyNames ?? { type: 'string' }), 'keys');
    return `Record<${keys}, ${inner(asShape(shape.additionalProperties ?? {}), 'values')}>`;
  }
  const alike = properties.every(([key, part]) => required.has(key) && keyOf(part) === keyOf(first[1]));
  const words = properties.map(([key]) => key);
  // Names such as `femur-superior` come from a list of the domain; others only happen to have one type.
  const listed = alike && words.some((word) => word.includes('-'));
  if (listed) return `Record<${inner({ type: 'string', enum: words }, 'keys')}, ${inner(first[1], 'values')}>`;
  const lines = properties.map(([key, part]) => {
    const remark = part.description === undefined ? '' : `/** ${part.description} */\n`;
    return `${remark}${/^\w+$/.test(key) ? key : literal(key)}${required.has(key) ? '' : '?'}: ${inner(part, key)};`;
  });
  return `{\n${lines.join('\n')}\n}`;
}

function arrayText(shape: Shape, inner: (part: Shape) => string): string {
  if (Array.isArray(shape.prefixItems)) return `[${shape.prefixItems.map((part) => inner(asShape(part))).join(', ')}]`;
  const { items = {}, minItems } = shape;
  const text = Array.isArray(items) ? 'unknown' : inner(asShape(items));
  return withRemark(`(${text})[]`, minItems === undefined ? undefined : `at least ${minItems}`);
}

function withRemark(type: string, remark: string | undefined): string {
  return remark === undefined ? type : `${type} /* ${remark.replaceAll('*/', '* /')} */`;
}

/** zod writes the largest safe integers as bounds of every integer; they say nothing. */
function rangeOf({ type, minimum, maximum, exclusiveMinimum }: Shape): string | undefined {
  const low = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? `from ${minimum}` : undefined;
  const above = exclusiveMinimum === undefined ? low : `above ${exclusiveMinimum}`;
  const high = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? `to ${maximum}` : undefined;
  const words = [type === 'integer' ? 'whole' : undefined, above, high].filter((word) => word !== undefined);
  return words.length === 0 ? undefined : words.join(' ');
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", String.raw`\'`)}'` : JSON.stringify(value);
}

/** JSON Schema lets `true` and `false` stand for schemas; zod writes them for "anything" and "nothing". */
export function asShape(part: Shape | boolean): Shape {
  return typeof part === 'boolean' ? {} : part;
}

function repeatedShapes(shapes: readonly Shape[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  const visit = (shape: Shape): void => {
    const key = keyOf(shape);
    if (key.length >= SHORTEST_NAMED && isNameable(shape)) {
      // The inside of a shape that has a name is printed once, and so needs none.
      if (seen.has(key)) return void repeated.add(key);
      seen.add(key);
    }
    for (const part of partsOf(shape)) visit(part);
  };
  for (const shape of shapes) visit(shape);
  return repeated;
}

/** A shape or null is written with the shape's own name. */
function isNameable({ type, enum: words, anyOf, oneOf }: Shape): boolean {
  const union = anyOf ?? oneOf ?? [];
  return type === 'object' || words !== undefined || union.length > 2;
}

function partsOf(shape: Shape): readonly Shape[] {
  const { properties = {}, items = [], anyOf = [], oneOf = [], prefixItems, additionalProperties = [] } = shape;
  const parts = [...Object.values(properties), items, ...anyOf, ...oneOf, prefixItems ?? [], additionalProperties].flat();
  return parts.map(asShape);
}

/** The last word, in the singular, or as many of the words before it as make it unique. */
function freshName(place: readonly string[], taken: ReadonlySet<string>): string {
  const words = place.map((word) => word.replaceAll(/(^|[^a-zA-Z])([a-z])/g, (_, __, letter: string) => letter.toUpperCase()));
  for (let count = 1; count <= words.length; count++) {
    const name = words
      .slice(-count)
      .join('')
      .replace(/ies$/, 'y')
      .replace(/([^s])s$/, '$1');
    if (!taken.has(name)) return name;
  }
  throw new Error(`No name is left for the shape at ${place.join('.')}.`);
}
