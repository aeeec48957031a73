// A model's card for another machine that only grades with it: without its figures, whom it learned from, and what people wrote about it.

import { readJson } from '../../files/read-json.ts';
import { z } from 'zod';
import { failed, success, type Result } from '../../domain/failure.ts';
import { cardPath } from '../../inference/model-files.ts';
import { gradingText } from '../text/grading.ts';

const Card = z.looseObject({ training: z.object({ synthetic: z.boolean() }) });
const STAYS = ['statement', 'evidence'];

/** The text of the card to send with this ONNX file. */
export async function cardToSend(modelPath: string): Promise<Result<string>> {
  const card = Card.safeParse(await readJson(cardPath(modelPath)));
  if (!card.success) return failed('model-malformed', gradingText.hipFiles.noCard(cardPath(modelPath)));
  const sent = Object.entries(card.data).filter(([name]) => !STAYS.includes(name));
  const training = { data: 'not sent', synthetic: card.data.training.synthetic, seed: 0 };
  return success(JSON.stringify({ ...Object.fromEntries(sent), figures: [], training }));
}
