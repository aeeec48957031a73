// The tfjs backend on libtorch. A tensor's data id is the object with its handle, so no look-up is needed.

import * as tf from '@tensorflow/tfjs';
import type { BackendValues, DataType, TensorInfo } from '@tensorflow/tfjs';
import { ELEMENT_TYPES } from './addon.ts';
import type { Addon, ElementType, Handle } from './addon.ts';

export class TensorData {
  handle: Handle;
  references = 1;
  /** Places of the maxima of a max pool, kept for its gradient. */
  companion: Handle = 0;
  readonly strings: BackendValues | undefined;
  constructor(handle: Handle, strings?: BackendValues) {
    this.handle = handle;
    this.strings = strings;
  }
}

export class LibtorchBackend extends tf.KernelBackend {
  readonly addon: Addon;
  readonly #cuda: boolean;
  /** Data that were moved from another backend keep that backend's id. */
  readonly #adopted = new WeakMap<object, TensorData>();
  #count = 0;

  constructor(addon: Addon, cuda: boolean) {
    super();
    this.addon = addon;
    this.#cuda = cuda;
  }

  /** The native tensor of a tfjs tensor. Moves it from another backend if necessary. */
  handleOf(info: TensorInfo): Handle {
    const id = info.dataId;
    return id instanceof TensorData ? id.handle : this.#adopt(id).handle;
  }

  /** The native handle and reference count of a tfjs tensor. */
  dataOf(info: TensorInfo): TensorData {
    return info.dataId instanceof TensorData ? info.dataId : this.#adopt(info.dataId);
  }

  /** Makes a tfjs tensor for a new native one. */
  output(handle: Handle, shape: number[], dtype: DataType): TensorInfo {
    this.#count++;
    return { dataId: new TensorData(handle), shape, dtype };
  }

  override write(values: BackendValues, shape: number[], dtype: DataType): object {
    this.#count++;
    return dtype === 'string' ? new TensorData(0, values) : new TensorData(this.#upload(values, shape, dtype));
  }

  override move(dataId: object, values: BackendValues, shape: number[], dtype: DataType, references: number): void {
    const data = dtype === 'string' ? new TensorData(0, values) : new TensorData(this.#upload(values, shape, dtype));
    data.references = references;
    this.#count++;
    this.#adopted.set(dataId, data);
  }

  override readSync(dataId: object): BackendValues {
    const data = this.#dataById(dataId);
    return data.strings ?? this.addon.read(data.handle);
  }

  /** On CUDA, another thread waits for the copy. On the CPU there is nothing to wait for. */
  override async read(dataId: object): Promise<BackendValues> {
    const data = this.#dataById(dataId);
    if (data.strings !== undefined) return data.strings;
    return this.#cuda ? this.addon.readLater(data.handle) : this.addon.read(data.handle);
  }

  override incRef(dataId: object): void {
    this.#dataById(dataId).references++;
  }

  override refCount(dataId: object): number {
    return this.#find(dataId)?.references ?? 0;
  }

  override disposeData(dataId: object, force = false): boolean {
    const data = this.#find(dataId);
    if (data === undefined || data.references === 0) return true;
    data.references--;
    if (!force && data.references > 0) return false;
    data.references = 0;
    if (data.handle > 0) this.addon.release(data.handle);
    if (data.companion > 0) this.addon.release(data.companion);
    data.handle = 0;
    data.companion = 0;
    this.#count--;
    this.#adopted.delete(dataId);
    return true;
  }

  override numDataIds(): number {
    return this.#count;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override timerAvailable(): boolean {
    return false;
  }

  /** Measures wall-clock time until the results exist. */
  override async time(work: () => void): Promise<{ kernelMs: number }> {
    const began = performance.now();
    work();
    // A device works in order, so when this last tensor is read, all work is done.
    const last = this.addon.write(Float32Array.of(0), [1], ELEMENT_TYPES.float32);
    this.addon.read(last);
    this.addon.release(last);
    return { kernelMs: performance.now() - began };
  }

  override dispose(): void {}

  #find(dataId: object): TensorData | undefined {
    return dataId instanceof TensorData ? dataId : this.#adopted.get(dataId);
  }

  #dataById(dataId: object): TensorData {
    const data = this.#find(dataId);
    if (data === undefined) throw new Error('The tensor no longer belongs to a backend: it was disposed.');
    return data;
  }

  #adopt(dataId: object): TensorData {
    if (!this.#adopted.has(dataId)) tf.engine().moveData(this, dataId);
    return this.#dataById(dataId);
  }

  #upload(values: BackendValues, shape: number[], dtype: DataType): Handle {
    if (!isElementType(dtype))
      throw new Error(`The libtorch engine supports float32, int32, bool and string tensors, not ${dtype}.`);
    const typed = tf.util.toTypedArray(values, dtype);
    return this.addon.write(typed, shape, ELEMENT_TYPES[dtype]);
  }
}

function isElementType(dtype: DataType): dtype is ElementType {
  return dtype in ELEMENT_TYPES;
}
