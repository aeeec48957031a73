import { expect, test } from 'vitest';
import { readRadiograph } from '../../../main/dicom/read-radiograph.ts';
import { dicomFile, smallRadiograph, SYNTAX, type TestElement } from '../../fixtures/dicom-file.ts';

const stated = (modality: string, sopClass: string): TestElement[] => [
  { tag: 0x00080016, vr: 'UI', value: sopClass },
  { tag: 0x00080060, vr: 'CS', value: modality },
];

async function answer(changes: readonly TestElement[]): Promise<string> {
  const result = await readRadiograph(dicomFile({ syntax: SYNTAX.explicit, elements: smallRadiograph(changes) }));
  return result.ok ? 'read' : `${result.failure.code}: ${result.failure.message}`;
}

test.each([
  ['a segmentation', 'SEG', '1.2.840.10008.5.1.4.1.1.66.4'],
  ['a segmentation', 'OT', '1.2.840.10008.5.1.4.1.1.66.7'],
  ['a CT image', 'CT', '1.2.840.10008.5.1.4.1.1.2'],
  ['a mammogram', 'MG', '1.2.840.10008.5.1.4.1.1.1.2'],
])('%s is called by its name', async (kind, modality, sopClass) => {
  const message = `not-a-radiograph: A radiograph was expected, but this DICOM file is ${kind}. Choose the radiograph itself.`;
  expect(await answer(stated(modality, sopClass))).toBe(message);
});

test('a segmentation of several frames is not called a film of several frames', async () => {
  const frames = { tag: 0x00280008, vr: 'IS', value: '7' };
  expect(await answer([...stated('SEG', '1.2.840.10008.5.1.4.1.1.66.4'), frames])).toMatch(/a segmentation/);
});

test.each(['', 'CR', 'DX', 'RG', 'RF', 'OT', 'SC', 'unheard of'])('a file of modality "%s" is read', async (modality) => {
  expect(await answer(stated(modality, '1.2.840.10008.5.1.4.1.1.7'))).toBe('read');
});
