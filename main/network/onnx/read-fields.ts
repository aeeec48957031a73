// Walks over the fields of one protocol-buffer message. It copies nothing and does not descend, so that the file decides neither the depth
// nor the memory.

import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** Reports every field: those with a length as bytes, integers and 32-bit fractions as numbers. Skips others. Throws if the message is malformed. */
export function readFields(
  bytes: Uint8Array,
  onBytes: (field: number, content: Uint8Array) => void,
  onNumber: (field: number, value: number) => void = () => undefined,
  onFraction: (field: number, value: number) => void = () => undefined,
): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (wire === WireType.LengthDelimited) onBytes(field, reader.bytes());
    else if (wire === WireType.Varint) onNumber(field, Number(reader.int64()));
    else if (wire === WireType.Bit32) onFraction(field, reader.float());
    else reader.skip(wire, field);
  }
}
