// The page on the contract, made from the contract itself: every procedure with what it takes and what it returns.

import { getEventIteratorSchemaDetails, isContractProcedure } from '@orpc/contract';
import { z } from 'zod';
import { contract } from '../../main/contract/contract.ts';
import { FAILURE_CODES } from '../../main/domain/failure.ts';
import { FINDINGS } from '../../main/domain/finding.ts';
import { GRADES } from '../../main/domain/grade.ts';
import { QUADRANTS } from '../../main/domain/quadrant.ts';
import { keyOf, shapeWriter, type PlacedShape, type Shape, type ShapeWriter } from './shapes.ts';

const INTRODUCTION = `# The contract

What a page may ask of the workstation: every procedure, with the shape of its input and its output.
Made by \`npm run docs\` from \`main/contract/contract.ts\`; change the contract, not this page.

The groups \`workstation\`, \`studies\`, \`workstations\` and \`uploads\` belong to the program: a procedure is a POST to \`/rpc/<group>/<procedure>\`, as oRPC
sends it. Every other group belongs to one open study: \`/studies/<id>/rpc/<group>/<procedure>\`. Pixels, heatmaps, reports and uploads travel as plain bytes
beside it, under the addresses of \`main/contract/byte-routes.ts\`. A stream sends its values as they come, until the work has ended.
An expected failure is one error, \`FAILURE\` with status 422: its message is written for the user, and its data holds a \`FailureCode\`.
A long shape that occurs more than once has a name, and is written out where it occurs first.
`;

interface Procedure {
  readonly path: readonly string[];
  readonly input: Shape | null;
  readonly output: Shape | null;
  readonly stream: boolean;
}

/** The page in Markdown, not yet formatted. */
export function contractPage(): string {
  const all = proceduresOf(contract, []);
  const page = all.flatMap(placedShapes);
  const writer = shapeWriter(page, { declared: DECLARED, byPlace: NAMES });
  const groups = Object.entries(Object.groupBy(all, ({ path }) => path[0] ?? ''));
  const sections = groups.map(([group, procedures = []]) => {
    return `## ${group}\n\n${procedures.map((procedure) => procedureText(procedure, writer)).join('\n')}`;
  });
  return [INTRODUCTION, knownTypes(), ...sections].join('\n');
}

/** Shapes that have a name in the domain. */
const DOMAIN_SHAPES: Readonly<Record<string, z.ZodType>> = {
  FailureCode: z.enum(FAILURE_CODES),
  Quadrant: z.enum(QUADRANTS),
  Finding: z.enum(FINDINGS),
  Grade: z.literal(GRADES),
};

const DECLARED: ReadonlyMap<string, string> = new Map([
  ...Object.entries(DOMAIN_SHAPES).map(([name, schema]) => [keyOf(z.toJSONSchema(schema)), name] as const),
  // The same grades, written as a union of literals.
  [keyOf(z.toJSONSchema(z.union(GRADES.map((grade) => z.literal(grade))))), 'Grade'],
]);

/** Names for shapes that several procedures share, by the place where each occurs first. */
const NAMES: Readonly<Record<string, string>> = {
  'studies.newest': 'StudySummary',
  'study.import': 'Progress',
  'study.planImport.problems': 'FileProblem',
  'study.planImport.input': 'ImportSource',
  'study.planImport.questions.numbering.heads.original': 'FittedHead',
  'study.planImport.questions.numbering.heads.original.circle': 'Circle',
  'study.planImport.questions.numbering.heads.original.arc': 'Point',
  'hips.list.rows': 'HipRow',
  'hips.list.rows.reading.values': 'QuadrantLabel',
  'hips.list.rows.label.values': 'StudyLabel',
  'hips.list.facets.cohort': 'FacetCount',
  'hips.list.facets.reader': 'QuadrantCounts',
  'hips.case.hips.grading.grades.quadrants.values': 'QuadrantGrade',
  'hips.case.hips.grading.presence.quadrants.values': 'QuadrantPresence',
  'hips.case.hips.grading.findings.findings.values': 'FindingGrade',
  'hips.ids.input': 'HipFilter',
  'filters.list': 'SavedFilter',
  'splits.list': 'Split',
  'splits.list.subjects': 'PartCounts',
  'splits.list.recipe': 'SplitRecipe',
  'splits.preview': 'SplitPreview',
  'report.export': 'Report',
  'workstation.presets.recipe': 'RecipeSummary',
  'training.preflight.input': 'TrainingChoice',
  'training.start': 'StartedRun',
  'training.runs.last': 'Epoch',
  'training.runs': 'Run',
};

function knownTypes(): string {
  const types = Object.entries(DOMAIN_SHAPES).map(([name, schema]) => {
    const text = shapeWriter([]).write({ place: [name], shape: z.toJSONSchema(schema) }).type;
    return `type ${name} = ${text};`;
  });
  return `## Words of the domain\n\n${typescript(types)}`;
}

function proceduresOf(part: unknown, path: readonly string[]): readonly Procedure[] {
  if (isContractProcedure(part)) {
    const { inputSchema, outputSchema } = part['~orpc'];
    const details = getEventIteratorSchemaDetails(outputSchema);
    const output = details === undefined ? outputSchema : details.yields;
    return [{ path, input: shapeOf(inputSchema), output: shapeOf(output), stream: details !== undefined }];
  }
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([name, inner]) => proceduresOf(inner, [...path, name]));
}

/** Null where the procedure takes nothing. */
function shapeOf(schema: unknown): Shape | null {
  return schema instanceof z.ZodType ? z.toJSONSchema(schema) : null;
}

function placedShapes({ path, input, output }: Procedure): readonly PlacedShape[] {
  return [
    ...(input === null ? [] : [{ place: [...path, 'input'], shape: input }]),
    ...(output === null ? [] : [{ place: path, shape: output }]),
  ];
}

function procedureText(procedure: Procedure, writer: ShapeWriter): string {
  const { path, input, output, stream } = procedure;
  const [taken, given] = [input, output].map((shape, index) =>
    shape === null ? null : writer.write({ place: index === 0 ? [...path, 'input'] : path, shape }),
  );
  const lines = [taken, given].flatMap((written) => written?.declarations ?? []);
  if (taken) lines.push(`type Input = ${taken.type};`);
  if (given) lines.push(`type Output = ${stream ? `Stream<${given.type}>` : given.type};`);
  return `### \`${path.join('.')}\`\n\n${typescript(lines)}`;
}

function typescript(lines: readonly string[]): string {
  return `\`\`\`ts\n${lines.join('\n')}\n\`\`\`\n`;
}
