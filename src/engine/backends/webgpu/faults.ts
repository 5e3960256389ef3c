import { DeviceError } from '../../tensor/errors';

/** What goes wrong on a device after a call has returned, kept until somebody waits for results. */
export class Faults {
  /** Resolves with the reason when the device is lost; not when its owner destroyed it. */
  readonly lost: Promise<string>;
  private closed = false;
  private reason: string | undefined;
  private error: string | undefined;

  constructor(device: GPUDevice) {
    this.lost = new Promise((resolve) => {
      void device.lost.then((info) => {
        if (this.closed) return;
        this.reason = info.message || info.reason;
        resolve(this.reason);
      });
    });
    device.addEventListener('uncapturederror', ({ error }) => {
      // The first is the cause; the others follow from it.
      this.error ??= error.message;
    });
  }

  /** From now on the loss of the device is intended. */
  close(): void {
    this.closed = true;
  }

  /** @throws DeviceError when the device is gone or destroyed. */
  checkAlive(action: string): void {
    if (this.closed) throw new DeviceError(`${action}: this WebGPU backend has been destroyed.`);
    if (this.reason !== undefined) {
      throw new DeviceError(`${action}: the GPU device was lost (${this.reason}); load again.`);
    }
  }

  /** @throws DeviceError when the device is gone, or reported an error since the last check. */
  check(action: string): void {
    this.checkAlive(action);
    const { error } = this;
    this.error = undefined;
    if (error !== undefined) throw new DeviceError(`${action}: the GPU reported: ${error}`);
  }
}

/**
 * Runs a function that makes GPU objects and catches the validation errors they raise. The scope
 * is closed before anything else can happen on the device.
 */
export function scoped<T>(
  device: GPUDevice,
  make: () => T,
): { value: T; error: Promise<GPUError | null> } {
  // On a lost device closing the scope may fail: that is told elsewhere.
  const close = () => device.popErrorScope().catch(() => null);
  device.pushErrorScope('validation');
  try {
    const value = make();
    return { value, error: close() };
  } catch (error) {
    void close();
    throw error;
  }
}
