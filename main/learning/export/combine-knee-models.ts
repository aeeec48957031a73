// Joins knee models into one whose answer is the mean of their logits and whose evidence is the sum of theirs: a small deep ensemble.
// Lakshminarayanan B et al. Simple and scalable predictive uncertainty estimation using deep ensembles. NeurIPS 2017.

import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { requiredJson } from '../../files/read-json.ts';
import { z } from 'zod';
import { failed, type Result } from '../../domain/failure.ts';
import { cardPath, readModelFiles } from '../../inference/model-files.ts';
import type { KneeCard } from '../../inference/model-card.ts';
import { mergeGraphs } from '../../network/onnx/merge-graphs.ts';
import { exportText } from '../text/export.ts';
import { writeModelFiles } from './write-model-files.ts';

export interface CombinedModel {
  readonly name: string;
  /** The folder for its files. */
  readonly models: string;
  /** Of this program. */
  readonly version: string;
}

/** A card as it is written, with its numbers as text. Its shape was checked when the card was parsed. */
const WrittenCard = z.looseObject({
  training: z.looseObject({}),
  heads: z.record(z.string(), z.looseObject({ maps: z.array(z.looseObject({ name: z.string(), mask: z.string().nullable() })) })),
});
type WrittenCard = z.infer<typeof WrittenCard>;

interface Member {
  readonly onnx: Uint8Array;
  readonly card: KneeCard;
  readonly written: WrittenCard;
  /** Follows each of its names in the joined network. */
  readonly suffix: string;
}

/** What holds for a member and not for their mean. */
const OWN = ['figures', 'confusion', 'evidence', 'statement', 'temperature', 'sha256'];

/**
 * Writes `<name>.onnx` and `<name>.json` and returns the path of the ONNX file. Its card has no figures, trials or calibration, because
 * those of the members do not hold for their mean. Fails with `wrong-joint` for a model of hips, and with `export-differs` for models whose
 * pictures are prepared differently or whose scales differ.
 */
export async function combineKneeModels(paths: readonly string[], order: CombinedModel): Promise<Result<string>> {
  const members: Member[] = [];
  for (const [index, path] of paths.entries()) {
    const files = await readModelFiles(path);
    if (!files.ok) return files;
    const { onnx, card } = files.value;
    if (card.system !== 3) return failed('wrong-joint', exportText.combine.notKnees(card.name));
    const written = WrittenCard.parse(await requiredJson(cardPath(path)));
    members.push({ onnx, card, written, suffix: index === 0 ? '' : `-${index + 1}` });
  }
  const [first, ...others] = members;
  if (first === undefined || others.length === 0) return failed('bad-request', exportText.combine.atLeastTwo);
  const odd = others.find(({ card }) => !readAlike(card, first.card));
  if (odd !== undefined) return failed('export-differs', exportText.combine.readDifferently(first.card.name, odd.card.name));
  const embedded = combinedCard([first, ...others], order);
  const onnx = mergeGraphs(members, { 'osteograde.card': JSON.stringify(embedded) });
  const card = {
    ...embedded,
    ...('familiarity' in first.written ? { familiarity: first.written['familiarity'] } : {}),
    sha256: createHash('sha256').update(onnx).digest('hex'),
    heads: Object.fromEntries(members.flatMap(headsOf)),
  };
  return writeModelFiles(order.models, onnx, card);
}

/** As many heads each, so that each member has the same say in the mean. */
function readAlike(one: KneeCard, other: KneeCard): boolean {
  const [first, second] = [one, other].map(({ preprocessing, scale, heads }) => [
    preprocessing,
    scale,
    Object.keys(heads).length,
  ]);
  return isDeepStrictEqual(first, second);
}

/** The card inside the ONNX file: without the file's hash and the heads. */
function combinedCard(members: readonly [Member, ...Member[]], { name, version }: CombinedModel) {
  const [{ written }] = members;
  const { heads: _, familiarity: _familiarity, ...common } = written;
  const kept = Object.fromEntries(Object.entries(common).filter(([field]) => !OWN.includes(field)));
  const parts = members.map(({ card }) => ({ member: card.name, data: card.training.data }));
  return {
    ...kept,
    name,
    version: '1.0.0',
    description: exportText.combine.description(members.length),
    training: {
      ...written.training,
      data: exportText.combine.data(parts),
      synthetic: members.some(({ card }) => card.training.synthetic),
      members: members.map(({ card, written: { training } }) => ({ name: card.name, sha256: card.sha256, training })),
      software: `Osteograde ${version}`,
    },
    figures: [],
    masks: members.flatMap(({ card, suffix }) => card.masks.map((mask) => `${mask}${suffix}`)),
  };
}

function headsOf({ written, suffix }: Member) {
  return Object.entries(written.heads).map(([name, { maps, ...numbers }]) => {
    const renamed = maps.map((map) => ({
      ...map,
      name: `${map.name}${suffix}`,
      mask: map.mask === null ? null : `${map.mask}${suffix}`,
    }));
    return [`${name}${suffix}`, { ...numbers, maps: renamed }] as const;
  });
}
