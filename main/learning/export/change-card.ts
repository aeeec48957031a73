// Replaces fields of the card beside an ONNX file, and leaves every other field as it is written.

import { stat } from 'node:fs/promises';
import { readJson } from '../../files/read-json.ts';
import { z } from 'zod';
import { writeWhole } from '../../files/write-whole.ts';
import { cardPath } from '../../inference/model-files.ts';

const CardJson = z.record(z.string(), z.unknown());

/** Who may read the card stays as it was. Throws errors of the file system, and of zod if it is not a card. */
export async function changeCard(onnxPath: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
  const path = cardPath(onnxPath);
  const card = CardJson.parse(await readJson(path));
  const shared = ((await stat(path)).mode & 0o044) > 0;
  await writeWhole(path, `${JSON.stringify({ ...card, ...fields }, null, 2)}\n`, { shared });
}
