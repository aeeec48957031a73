// Writes a network to a folder: its ONNX file, and its card beside it.

import { join } from 'node:path';
import { failed, success, type Result } from '../../domain/failure.ts';
import { makeFolder, writeWhole } from '../../files/write-whole.ts';
import { exportText } from '../text/export.ts';

/** Writes `<name>.onnx` and `<name>.json`, and returns the path of the ONNX file. The folder is created if it does not exist. */
export async function writeModelFiles(
  folder: string,
  onnx: Uint8Array,
  card: { readonly name: string },
): Promise<Result<string>> {
  const path = join(folder, `${card.name}.onnx`);
  try {
    await makeFolder(folder);
    await writeWhole(path, onnx);
    await writeWhole(join(folder, `${card.name}.json`), `${JSON.stringify(card, null, 2)}\n`);
    return success(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return failed('folder-not-writable', exportText.notWritable(folder, why));
  }
}
