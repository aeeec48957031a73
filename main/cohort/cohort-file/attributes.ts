// The attributes of HDF5 objects, read and written bit for bit.

import type { Dataset, Group } from 'h5wasm/node';
import type { Attribute, Attributes } from '../../domain/film/cohort-origin.ts';
import type { Hdf5 } from './hdf5.ts';

/** Reads text and numbers. Leaves out references and records, for which a study has no place. */
export function attributesOf(hdf5: Hdf5, of: Dataset | Group): Attributes {
  const read: Record<string, Attribute> = {};
  for (const name of Object.keys(of.attrs)) {
    const attribute = attributeOf(hdf5, of, name);
    if (attribute !== null) read[name] = attribute;
  }
  return read;
}

function attributeOf({ values }: Hdf5, of: Dataset | Group, name: string): Attribute | null {
  const metadata = values.get_attribute_metadata(of.file_id, of.path, name);
  const { H5T_STRING, H5T_INTEGER, H5T_FLOAT, H5T_ENUM } = values.H5T_class_t;
  if (metadata.type === H5T_STRING.value) {
    const value: unknown = of.attrs[name]?.value;
    if (typeof value === 'string') return { text: value };
    const texts = Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
    return metadata.shape?.length === 1 ? { texts } : null;
  }
  if (metadata.shape === null || ![H5T_INTEGER.value, H5T_FLOAT.value, H5T_ENUM.value].includes(metadata.type)) return null;
  const letter = (metadata.type === H5T_FLOAT.value ? FLOATS : metadata.signed ? SIGNED : UNSIGNED)[metadata.size];
  if (letter === undefined) return null;
  const length = metadata.size * metadata.total_size;
  const at = values._malloc(length);
  try {
    values.get_attribute_data(of.file_id, of.path, name, BigInt(at));
    const base64 = Buffer.from(values.HEAPU8.slice(at, at + length)).toString('base64');
    return { type: `<${letter}`, shape: metadata.shape, base64 };
  } finally {
    values._free(at);
  }
}

export function writeAttributes(of: Dataset | Group, attributes: Attributes): void {
  for (const [name, attribute] of Object.entries(attributes)) {
    if ('text' in attribute) of.create_attribute(name, attribute.text);
    else if ('texts' in attribute) of.create_attribute(name, [...attribute.texts], [attribute.texts.length]);
    else
      of.create_attribute(
        name,
        numbersOf(attribute.type, Buffer.from(attribute.base64, 'base64')),
        [...attribute.shape],
        attribute.type.replace('e', 'f'),
      );
  }
}

/** A single number as an attribute. */
export function numberAttribute(value: number): Attribute {
  return { type: '<d', shape: [], base64: Buffer.from(Float64Array.of(value).buffer).toString('base64') };
}

const FLOATS: Readonly<Record<number, string>> = { 2: 'e', 4: 'f', 8: 'd' };
const SIGNED: Readonly<Record<number, string>> = { 1: 'b', 2: 'h', 4: 'i', 8: 'q' };
const UNSIGNED: Readonly<Record<number, string>> = { 1: 'B', 2: 'H', 4: 'I', 8: 'Q' };

/** The numbers that the bytes hold. `type` is NumPy's, such as `<d`. */
export function numbersOf(type: string, bytes: Uint8Array) {
  const { buffer } = new Uint8Array(bytes);
  switch (type.slice(1)) {
    case 'e':
      return Float32Array.from(new Float16Array(buffer)); // h5wasm does not write 2-byte floats
    case 'f':
      return new Float32Array(buffer);
    case 'd':
      return new Float64Array(buffer);
    case 'b':
      return new Int8Array(buffer);
    case 'h':
      return new Int16Array(buffer);
    case 'i':
      return new Int32Array(buffer);
    case 'q':
      return new BigInt64Array(buffer);
    case 'B':
      return new Uint8Array(buffer);
    case 'H':
      return new Uint16Array(buffer);
    case 'I':
      return new Uint32Array(buffer);
    case 'Q':
      return new BigUint64Array(buffer);
    default:
      throw new Error(`An attribute has the unknown type ${type}.`);
  }
}
