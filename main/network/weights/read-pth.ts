// Reads PyTorch's weight files as data: the ZIP format (since 1.6), and the older one, a series of pickles followed by the storages.
// https://github.com/pytorch/pytorch/blob/main/torch/serialization.py

import { unzipSync } from 'fflate';
import { failed, success, type Result } from '../../domain/failure.ts';
import { elements, type Parameter, type Weights } from '../parameters.ts';
import { networkText } from '../text.ts';
import { ELEMENT_BYTES, floatsOf, stridedParameter, type ElementType } from './element-type.ts';
import { PickleRefused, readPickle, type AllowedCalls } from './pickle.ts';

/** PyTorch does not compress. A ZIP that claims to grow by more than this factor is a bomb. */
const GROWTH_LIMIT = 100;

/** Four bytes for each of the most numbers that are read, and room for the rest. */
const SIZE_LIMIT = 2.2e9;

/** Tied weights and views of one flat storage use a storage a few times. A file that uses one more often is malicious. */
const SHARING_LIMIT = 16;

/** 2 GiB of 32-bit floats, almost four times VGG16 with its dense layers. */
const NUMBER_LIMIT = 2 ** 29;

/** PyTorch supports no more dimensions than this. */
const DIMENSION_LIMIT = 64;

const STORAGES: Readonly<Record<string, ElementType>> = {
  'torch.FloatStorage': 'float32',
  'torch.DoubleStorage': 'float64',
  'torch.HalfStorage': 'float16',
  'torch.BFloat16Storage': 'bfloat16',
  'torch.LongStorage': 'int64',
  'torch.IntStorage': 'int32',
  'torch.ShortStorage': 'int16',
  'torch.CharStorage': 'int8',
  'torch.ByteStorage': 'uint8',
  'torch.BoolStorage': 'uint8',
};

/** A part of the file with a tensor's data, and the key under which the file stores it. */
class Storage {
  readonly type: ElementType;
  readonly key: string;
  readonly count: number;
  constructor(type: ElementType, key: string, count: number) {
    this.type = type;
    this.key = key;
    this.count = count;
  }
}

/** A tensor as the pickle describes it. */
class Described {
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  constructor(storage: Storage, offset: number, shape: readonly number[], strides: readonly number[]) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }
}

/** Finds the bytes of a storage in the file. */
type StorageBytes = (storage: Storage) => Uint8Array | undefined;

/** True for a ZIP, or for a pickle of a known protocol. */
export function beginsPth(bytes: Uint8Array): boolean {
  return isZip(bytes) || (bytes[0] === 0x80 && bytes[1] <= 5);
}

/** The tensors of a state dict by name. Fails with `model-malformed`. Also reads a checkpoint with one under `state_dict` or `model`. */
export function readPth(bytes: Uint8Array): Result<Weights> {
  try {
    const { root, storageBytes } = isZip(bytes) ? openZip(bytes) : openRow(bytes);
    return success(tensorsOf(root, storageBytes));
  } catch (error) {
    if (!(error instanceof PickleRefused)) throw error;
    return failed('model-malformed', networkText.pytorch.refused(error.message));
  }
}

interface Opened {
  readonly root: unknown;
  readonly storageBytes: StorageBytes;
}

function isZip(bytes: Uint8Array): boolean {
  return bytes.length > 4 && bytes[0] === 0x50 && bytes[1] === 0x4b;
}

function openZip(bytes: Uint8Array): Opened {
  const entries = unzipEntries(bytes);
  const pickle = Object.keys(entries).find((name) => name === 'data.pkl' || name.endsWith('/data.pkl'));
  if (pickle === undefined) throw new PickleRefused(networkText.pytorch.noPickle);
  const folder = pickle.slice(0, -'data.pkl'.length);
  const { value } = readPickle(entries[pickle], 0, calls(), storageNamed);
  return { root: value, storageBytes: ({ key }) => entries[`${folder}data/${key}`] };
}

function unzipEntries(bytes: Uint8Array): Readonly<Record<string, Uint8Array>> {
  let total = 0;
  const filter = ({ originalSize }: { originalSize: number }): boolean => {
    total += originalSize;
    if (total > Math.min(GROWTH_LIMIT * bytes.length, SIZE_LIMIT)) throw new PickleRefused(networkText.pytorch.growsTooMuch);
    return true;
  };
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    if (error instanceof PickleRefused) throw error;
    throw new PickleRefused(networkText.pytorch.zipDamaged); // fflate throws on anything malformed
  }
}

/** The nearest value that a number can hold, which is what the pickle reader returns. */
const MAGIC = Number(0x1950a86a20f9469cfc6cn);

/** Pickles with the magic number, version, system and state dict; then the keys of the storages; then each one's length and data. */
function openRow(bytes: Uint8Array): Opened {
  const allowed = calls();
  let place = 0;
  const storages = new Map<string, Storage>();
  const persistent = (id: unknown): Storage => {
    const storage = storageNamed(id);
    storages.set(storage.key, storage);
    return storage;
  };
  const next = (): unknown => {
    const { value, end } = readPickle(bytes, place, allowed, persistent);
    place = end;
    return value;
  };
  if (next() !== MAGIC) throw new PickleRefused(networkText.pytorch.notPyTorch);
  next();
  next();
  const root = next();
  const keys = next();
  if (!isTexts(keys)) throw new PickleRefused(networkText.pytorch.noStorages);
  const found = new Map<string, Uint8Array>();
  for (const key of keys) {
    const storage = storages.get(key);
    if (storage === undefined || place + 8 > bytes.length) throw new PickleRefused(networkText.pytorch.storagesMismatch);
    const length = storage.count * ELEMENT_BYTES[storage.type];
    found.set(key, bytes.subarray(place + 8, place + 8 + length));
    place += 8 + length;
  }
  return { root, storageBytes: ({ key }) => found.get(key) };
}

/** ('storage', type, key, device, count), and in the older format a view, which must be None. */
function storageNamed(id: unknown): Storage {
  const [word, type, key, , count, view] = Array.isArray(id) ? id : [];
  if (word !== 'storage' || !isStorageType(type) || typeof key !== 'string' || !isWhole(count) || (view ?? null) !== null) {
    throw new PickleRefused(networkText.pytorch.notAStorage);
  }
  return new Storage(STORAGES[type.global], key, count);
}

function isStorageType(value: unknown): value is { readonly global: string } {
  return typeof value === 'object' && value !== null && 'global' in value && Object.hasOwn(STORAGES, String(value.global));
}

function calls(): AllowedCalls {
  const never = (): never => {
    throw new PickleRefused(networkText.pytorch.storageCalled);
  };
  return {
    ...Object.fromEntries(Object.keys(STORAGES).map((name) => [name, never])),
    'collections.OrderedDict': (args) => {
      if (args.length > 0) throw new PickleRefused(networkText.pytorch.dictionaryFromValues);
      return new Map();
    },
    'torch._utils._rebuild_tensor_v2': describeTensor,
    'torch._utils._rebuild_parameter': ([tensor]) => tensor,
  };
}

function describeTensor([storage, offset, shape, strides]: readonly unknown[]): Described {
  const fits = storage instanceof Storage && isWhole(offset) && isWholes(shape) && isWholes(strides);
  if (!fits || shape.length !== strides.length || shape.length > DIMENSION_LIMIT || !isWhole(elements(shape)))
    throw new PickleRefused(networkText.pytorch.tensorUnreadable);
  return new Described(storage, offset, shape, strides);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isWholes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(isWhole);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function tensorsOf(root: unknown, storageBytes: StorageBytes): Weights {
  const tensors = [...stateDict(root)].filter(isNamedTensor);
  if (tensors.length === 0) throw new PickleRefused(networkText.pytorch.noTensors);
  const stored = storedBytes(tensors, storageBytes);
  const floats = new Map<string, Float32Array>();
  const weights = new Map<string, Parameter>();
  for (const [name, tensor] of tensors) {
    const { key, type } = tensor.storage;
    const all = floats.get(key) ?? floatsOf(type, stored.get(key) ?? new Uint8Array());
    floats.set(key, all);
    const parameter = stridedParameter(all, tensor);
    if (parameter === undefined) throw new PickleRefused(networkText.pytorch.outsideStorage(name));
    weights.set(name, parameter);
  }
  return weights;
}

function isNamedTensor(entry: readonly [unknown, unknown]): entry is [string, Described] {
  return typeof entry[0] === 'string' && entry[1] instanceof Described;
}

/** The bytes of every storage. Checks before copying that all exist and that the tensors need no more memory than is plausible. */
function storedBytes(tensors: readonly [string, Described][], storageBytes: StorageBytes): ReadonlyMap<string, Uint8Array> {
  const stored = new Map<string, Uint8Array>();
  let [held, asked] = [0, 0];
  for (const [name, { storage, shape }] of tensors) {
    const bytes = storageBytes(storage);
    if (bytes?.length !== storage.count * ELEMENT_BYTES[storage.type]) {
      throw new PickleRefused(networkText.pytorch.dataMissing(name));
    }
    if (!stored.has(storage.key)) held += storage.count;
    stored.set(storage.key, bytes);
    asked += elements(shape);
  }
  const most = Math.min(SHARING_LIMIT * held, NUMBER_LIMIT);
  if (asked > most) throw new PickleRefused(networkText.pytorch.tooManyNumbers(asked, most));
  return stored;
}

function stateDict(root: unknown): ReadonlyMap<unknown, unknown> {
  if (!(root instanceof Map)) throw new PickleRefused(networkText.pytorch.noDictionary);
  const inner: unknown = root.get('state_dict') ?? root.get('model');
  return inner instanceof Map ? inner : root;
}
