// Replaces fields of the card beside an ONNX file, and leaves every other field as it is written.

import { stat } from 'node:fs/promises';
import { requiredJson } from '../../files/read-json.ts';
import { z } from 'zod';
import { writeWhole } from '../../files/write-whole.ts';
import { cardPath } from '../../inference/model-files.ts';

const CardJson = z.record(z.string(), z.unknown());

/** Who may read the card stays as it was. Throws a `FailureError` or an error of the file system, and one of zod if it is not a card. */
export async function changeCard(onnxPath: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
  const path = cardPath(onnxPath);
  const card = CardJson.parse(await requiredJson(path));
  const shared = ((await stat(path)).mode & 0o044) > 0;
  await writeWhole(path, `${JSON.stringify({ ...card, ...fields }, null, 2)}\n`, { shared });
}
