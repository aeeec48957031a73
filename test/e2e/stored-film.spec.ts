// A film that is stored mirrored: the case screen shows it turned, and as it is stored when asked.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { writePhantomCohort } from '../../main/phantom/write-cohort.ts';
import { editedDicom } from '../fixtures/edit-dicom.ts';
import { startWorkstation, test } from './workstation.ts';

test('a film stored mirrored says so, and a key shows it as stored', async ({ page }) => {
  const workstation = await startWorkstation();
  try {
    const { client, home, address, origin } = workstation;
    const folder = join(home, 'films');
    const cohort = { folder, subjects: 1, visits: 1, seed: 20, implantShare: 0 } as const;
    const written = await writePhantomCohort(cohort, () => undefined);
    if (!written.ok) throw new Error(written.failure.message);
    const name = readdirSync(folder).find((file) => file.endsWith('.dcm')) ?? '';
    const film = join(home, 'mirrored.dcm');
    writeFileSync(film, editedDicom(readFileSync(join(folder, name)), new Map([[0x00200020, { vr: 'CS', value: 'R\\F' }]])));
    await client.studies.create({ name: 'Mirrored', folder: null });
    for await (const step of await client.study.import({ paths: [film], upload: null, spacingMm: null })) {
      if (step.failure !== null) throw new Error(step.failure.message);
    }
    const { rows } = await client.hips.list({ side: ['right'] });
    await page.goto(address);
    await page.goto(`${origin}/#/case/${encodeURIComponent(rows[0].hipId)}`);
    const stage = page.getByRole('application');
    await expect(stage.getByText('Turned for reading: mirrored left to right')).toBeVisible();
    const letter = page.getByRole('img', { name: 'The subject’s right side' });
    const before = await letter.boundingBox();
    await page.keyboard.press('v');
    await expect(stage.getByText('AS STORED, not turned')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Show the film as stored' })).toHaveAttribute('aria-pressed', 'true');
    await expect.poll(async () => (await letter.boundingBox())?.x).toBeGreaterThan(before?.x ?? Infinity);
    await page.keyboard.press('v');
    await expect(stage.getByText('AS STORED, not turned')).toHaveCount(0);
  } finally {
    await workstation.stop();
  }
});
