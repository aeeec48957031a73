// The page on recipes, made from the schema that recipes are read by.

import { z } from 'zod';
import { anyRecipeSchema } from '../../main/training/recipe.ts';
import { asShape, keyOf, shapeWriter, type Shape } from './shapes.ts';

const INTRODUCTION = `# The recipe

A recipe is a JSON file that holds everything that shapes a trained model, and nothing about where the training runs.
Made by \`npm run docs\` from the schema in \`main/training/recipe.ts\`; change the schema and its sentences there, not this page.

\`osteograde train RECIPE.json\` reads it. The recipes that ship lie in \`resources/recipes\`, and so does \`recipe.schema.json\`, which
gives an editor the same shapes and sentences. An unknown key, or a value out of range, is refused with its place in the file. The four
systems are those of [science](../science.md).
`;

const COMMON_TEXT = `## Every recipe

Every recipe has these keys beside its own. They say how the training loop runs, whatever it learns.
`;

interface Kind {
  readonly title: string;
  readonly name: string;
  readonly shape: Shape;
}

/** The page in Markdown, not yet formatted. */
export function recipePage(): string {
  const kinds = kindsOf(z.toJSONSchema(anyRecipeSchema));
  const common = commonKeys(kinds);
  const shared = { place: ['every recipe'], shape: keysOf(kinds[0].shape, (key) => common.has(key)) };
  const own = kinds.map(({ title, name, shape }) => {
    return { title, name, place: [name], shape: keysOf(shape, (key) => !common.has(key)) };
  });
  const writer = shapeWriter([shared, ...own], { byPlace: { 'System1Recipe.data.phantom.validation': 'PhantomSubjects' } });
  const section = (title: string, name: string, placed: typeof shared): string => {
    const { type, declarations } = writer.write(placed);
    return `${title}\n\n\`\`\`ts\n${[...declarations, `type ${name} = ${type};`].join('\n')}\n\`\`\`\n`;
  };
  return [
    INTRODUCTION,
    section(COMMON_TEXT, 'EveryRecipe', shared),
    ...own.map((kind) => section(`## ${kind.title}`, kind.name, kind)),
  ].join('\n');
}

const SYSTEMS = ['weak supervision', 'landmark prior', 'knees, with attention', 'five findings'] as const;

/** The four systems, then the networks that find hips. */
function kindsOf({ anyOf = [] }: Shape): readonly [Kind, ...Kind[]] {
  const [grading, locating] = anyOf as readonly Shape[];
  const systems = (grading.oneOf ?? grading.anyOf ?? []) as readonly Shape[];
  const [first, ...others] = systems.map((shape, index): Kind => {
    const system = index + 1;
    return { title: `System ${system}: ${SYSTEMS[index]}`, name: `System${system}Recipe`, shape };
  });
  return [first, ...others, { title: 'The networks that find hips and points', name: 'LocatingRecipe', shape: locating }];
}

/** The keys that mean the same in every kind of recipe. */
function commonKeys(kinds: readonly Kind[]): ReadonlySet<string> {
  const [first, ...others] = kinds.map(({ shape }) => keyShapes(shape));
  return new Set([...first].filter(([key, text]) => others.every((keys) => keys.get(key) === text)).map(([key]) => key));
}

function keyShapes({ properties = {}, required = [] }: Shape): ReadonlyMap<string, string> {
  return new Map(Object.entries(properties).map(([key, part]) => [key, `${keyOf(asShape(part))} ${required.includes(key)}`]));
}

function keysOf(shape: Shape, wanted: (key: string) => boolean): Shape {
  const properties = Object.fromEntries(Object.entries(shape.properties ?? {}).filter(([key]) => wanted(key)));
  return { ...shape, properties };
}
