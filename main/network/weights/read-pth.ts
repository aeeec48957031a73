// PyTorch's weight files, read as data: the ZIP form (since 1.6) and the older one, a row of pickles followed by the storages.
// https://github.com/pytorch/pytorch/blob/main/torch/serialization.py

import { unzipSync } from 'fflate';
import { failed, success, type Result } from '../../domain/failure.ts';
import { elements, type Parameter, type Weights } from '../parameters.ts';
import { ELEMENT_BYTES, floatsOf, stridedParameter, type ElementType } from './element-type.ts';
import { PickleRefused, readPickle, type AllowedCalls } from './pickle.ts';

/** PyTorch stores without compressing; a ZIP that claims to grow by more than this is a bomb. */
const GROWTH_LIMIT = 100;

/** Tied weights and views of one flat storage ask for a storage's numbers a few times over; more often than this means harm. */
const SHARING_LIMIT = 16;

/** Two gibibytes of 32-bit floats, nearly four times VGG16 with its dense layers. */
const NUMBER_LIMIT = 2 ** 29;

/** PyTorch computes with no more dimensions than these. */
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

/** A part of the file that a tensor's numbers lie in, by the key under which the file keeps it. */
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

/** Finds a storage's bytes in the file. */
type StorageBytes = (storage: Storage) => Uint8Array | undefined;

/** Whether this is a ZIP, or a pickle of a protocol that exists. */
export function beginsPth(bytes: Uint8Array): boolean {
  return isZip(bytes) || (bytes[0] === 0x80 && bytes[1] <= 5);
}

/** The tensors of a state dict by name, or `model-malformed`. A checkpoint that holds one under `state_dict` or `model` serves too. */
export function readPth(bytes: Uint8Array): Result<Weights> {
  try {
    const { root, storageBytes } = isZip(bytes) ? openZip(bytes) : openRow(bytes);
    return success(tensorsOf(root, storageBytes));
  } catch (error) {
    if (!(error instanceof PickleRefused)) throw error;
    const remedy = 'Choose a file that holds a state dict only (torch.save(model.state_dict(), ...)), or a safetensors file.';
    return failed('model-malformed', `Expected PyTorch weights; the file was refused: ${error.message}. ${remedy}`);
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
  const entries = unzipped(bytes);
  const pickle = Object.keys(entries).find((name) => name === 'data.pkl' || name.endsWith('/data.pkl'));
  if (pickle === undefined) throw new PickleRefused('it is a ZIP without the entry data.pkl');
  const folder = pickle.slice(0, -'data.pkl'.length);
  const { value } = readPickle(entries[pickle], 0, calls(), storageNamed);
  return { root: value, storageBytes: ({ key }) => entries[`${folder}data/${key}`] };
}

function unzipped(bytes: Uint8Array): Readonly<Record<string, Uint8Array>> {
  let total = 0;
  const filter = ({ originalSize }: { originalSize: number }): boolean => {
    total += originalSize;
    if (total > GROWTH_LIMIT * bytes.length) throw new PickleRefused('it would unpack to more than a hundred times its size');
    return true;
  };
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    if (error instanceof PickleRefused) throw error;
    throw new PickleRefused('its ZIP is damaged'); // fflate throws on whatever does not fit
  }
}

/** As near as a number comes to it: what the pickle reader gives. */
const MAGIC = Number(0x1950a86a20f9469cfc6cn);

/** Magic number, version, system and state dict as pickles; the storages' keys; then for each its length and its numbers. */
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
  if (next() !== MAGIC) throw new PickleRefused('it does not begin as a PyTorch file does');
  next();
  next();
  const root = next();
  const keys = next();
  if (!isTexts(keys)) throw new PickleRefused('its list of storages is missing');
  const found = new Map<string, Uint8Array>();
  for (const key of keys) {
    const storage = storages.get(key);
    if (storage === undefined || place + 8 > bytes.length) throw new PickleRefused('its storages do not fit its tensors');
    const length = storage.count * ELEMENT_BYTES[storage.type];
    found.set(key, bytes.subarray(place + 8, place + 8 + length));
    place += 8 + length;
  }
  return { root, storageBytes: ({ key }) => found.get(key) };
}

/** ('storage', type, key, device, count), and in the older form a view, which must be none. */
function storageNamed(id: unknown): Storage {
  const [word, type, key, , count, view] = Array.isArray(id) ? id : [];
  if (word !== 'storage' || !isStorageType(type) || typeof key !== 'string' || !isWhole(count) || (view ?? null) !== null) {
    throw new PickleRefused('it refers to something outside itself that is no tensor storage');
  }
  return new Storage(STORAGES[type.global], key, count);
}

function isStorageType(value: unknown): value is { readonly global: string } {
  return typeof value === 'object' && value !== null && 'global' in value && Object.hasOwn(STORAGES, String(value.global));
}

function calls(): AllowedCalls {
  const never = (): never => {
    throw new PickleRefused('it calls a storage type as a function');
  };
  return {
    ...Object.fromEntries(Object.keys(STORAGES).map((name) => [name, never])),
    'collections.OrderedDict': (args) => {
      if (args.length > 0) throw new PickleRefused('it makes an OrderedDict from something');
      return new Map();
    },
    'torch._utils._rebuild_tensor_v2': describedTensor,
    'torch._utils._rebuild_parameter': ([tensor]) => tensor,
  };
}

function describedTensor([storage, offset, shape, strides]: readonly unknown[]): Described {
  const fits = storage instanceof Storage && isWhole(offset) && isWholes(shape) && isWholes(strides);
  if (!fits || shape.length !== strides.length || shape.length > DIMENSION_LIMIT || !isWhole(elements(shape)))
    throw new PickleRefused('it describes a tensor in a way that cannot be read');
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
  if (tensors.length === 0) throw new PickleRefused('it holds no tensors by name');
  const stored = storedBytes(tensors, storageBytes);
  const floats = new Map<string, Float32Array>();
  const weights = new Map<string, Parameter>();
  for (const [name, tensor] of tensors) {
    const { key, type } = tensor.storage;
    const all = floats.get(key) ?? floatsOf(type, stored.get(key) ?? new Uint8Array());
    floats.set(key, all);
    const parameter = stridedParameter(all, tensor);
    if (parameter === undefined) throw new PickleRefused(`the tensor ${name} does not lie inside its storage`);
    weights.set(name, parameter);
  }
  return weights;
}

function isNamedTensor(entry: readonly [unknown, unknown]): entry is [string, Described] {
  return typeof entry[0] === 'string' && entry[1] instanceof Described;
}

/** The bytes of every storage, all there, and no more asked of them than memory can bear: nothing is copied before that is known. */
function storedBytes(tensors: readonly [string, Described][], storageBytes: StorageBytes): ReadonlyMap<string, Uint8Array> {
  const stored = new Map<string, Uint8Array>();
  let [held, asked] = [0, 0];
  for (const [name, { storage, shape }] of tensors) {
    const bytes = storageBytes(storage);
    if (bytes?.length !== storage.count * ELEMENT_BYTES[storage.type]) {
      throw new PickleRefused(`the numbers of the tensor ${name} are missing or cut short`);
    }
    if (!stored.has(storage.key)) held += storage.count;
    stored.set(storage.key, bytes);
    asked += elements(shape);
  }
  const most = Math.min(SHARING_LIMIT * held, NUMBER_LIMIT);
  if (asked > most) throw new PickleRefused(`its tensors ask for ${asked} numbers, more than the ${most} that it may give`);
  return stored;
}

function stateDict(root: unknown): ReadonlyMap<unknown, unknown> {
  if (!(root instanceof Map)) throw new PickleRefused('it holds no dictionary of tensors');
  const inner: unknown = root.get('state_dict') ?? root.get('model');
  return inner instanceof Map ? inner : root;
}
