// The desktops that are paired with a worker. The file holds only the digests of their tokens. It is read again when it changes, so that
// `osteograde worker --pair` and `--unpair` act on a worker that is running.

import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson } from '../../files/read-json.ts';
import { z } from 'zod';
import { makeFolder, writeWhole } from '../../files/write-whole.ts';

const DesktopSchema = z.object({
  /** Names the folder of what the desktop sent. */
  id: z.string().regex(/^[0-9a-f-]{36}$/),
  name: z.string(),
  tokenDigest: z.string(),
  pairedAt: z.string(),
});
export type Desktop = z.infer<typeof DesktopSchema>;

const FileSchema = z.array(DesktopSchema);

export interface Desktops {
  readonly list: () => Promise<readonly Desktop[]>;
  /** Returns the desktop whose token this is. Null if there is none. */
  readonly withToken: (token: string) => Promise<Desktop | null>;
  /** Adds a desktop and returns its token, which is not stored. */
  readonly add: (name: string, now: Date) => Promise<{ readonly desktop: Desktop; readonly token: string }>;
  /** False if there is no desktop of this name. */
  readonly remove: (name: string) => Promise<boolean>;
}

export function openDesktops(folder: string): Desktops {
  const path = join(folder, 'desktops.json');
  let read: { readonly version: string; readonly desktops: readonly Desktop[] } | null = null;

  const list = async (): Promise<readonly Desktop[]> => {
    const state = await stat(path).catch(() => null); // no desktop was ever paired
    if (state === null) return [];
    const version = `${state.mtimeMs} ${state.ino} ${state.size}`;
    if (read?.version !== version) read = { version, desktops: FileSchema.safeParse(await readJson(path)).data ?? [] };
    return read.desktops;
  };
  const write = async (desktops: readonly Desktop[]): Promise<void> => {
    await makeFolder(folder);
    await writeWhole(path, `${JSON.stringify(desktops, null, 2)}\n`);
  };

  return {
    list,
    withToken: async (token) => {
      const digest = digestOf(token);
      return (await list()).find(({ tokenDigest }) => isEqual(tokenDigest, digest)) ?? null;
    },
    add: async (name, now) => {
      const token = randomBytes(24).toString('base64url');
      const desktop = { id: randomUUID(), name, tokenDigest: digestOf(token), pairedAt: now.toISOString() };
      await write([...(await list()), desktop]);
      return { desktop, token };
    },
    remove: async (name) => {
      const desktops = await list();
      const others = desktops.filter((desktop) => desktop.name !== name);
      if (others.length === desktops.length) return false;
      await write(others);
      return true;
    },
  };
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
