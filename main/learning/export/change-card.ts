// Replaces fields of the card beside an ONNX file, and leaves every other field as it is written.

import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeWhole } from '../../files/write-whole.ts';
import { cardPath } from '../../inference/model-files.ts';

const CardJson = z.record(z.string(), z.unknown());

export async function changeCard(onnxPath: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
  const path = cardPath(onnxPath);
  const card = CardJson.parse(JSON.parse(await readFile(path, 'utf8')));
  await writeWhole(path, `${JSON.stringify({ ...card, ...fields }, null, 2)}\n`);
}
